import { env, InferenceSession, Tensor } from 'onnxruntime-web';

env.wasm.numThreads = 1;

/** What ONNX Runtime gives for a model; integers as numbers, booleans as 0 and 1. */
export interface PeerResult {
  readonly shape: readonly number[];
  readonly numbers: number[];
}

export interface PeerFeed {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Runs a model in ONNX Runtime. Feeds are float32. */
export async function runInPeer(
  bytes: Uint8Array,
  feeds: Readonly<Record<string, PeerFeed>>,
  graphOptimizationLevel: 'disabled' | 'all' = 'disabled',
): Promise<Record<string, PeerResult>> {
  const options = { executionProviders: ['wasm'], graphOptimizationLevel, logSeverityLevel: 4 } as const;
  const session = await InferenceSession.create(bytes, options);
  const inputs = Object.entries(feeds).map(([name, { shape, data }]) => [
    name,
    new Tensor('float32', Float32Array.from(data), [...shape]),
  ]);
  const results = await session.run(Object.fromEntries(inputs));
  const read = Object.entries(results).map(([name, { dims, data }]) => [
    name,
    { shape: dims, numbers: Array.from(data as Float32Array | BigInt64Array, Number) },
  ]);
  await session.release();
  return Object.fromEntries(read);
}
