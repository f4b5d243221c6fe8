import { env, InferenceSession, Tensor } from 'onnxruntime-web';
import type { NdArray } from '../reference/array.ts';
import { type Attribute, onnxModel, type OneNode } from './onnx-model.ts';

env.wasm.numThreads = 1;

/** Runs one node in ONNX Runtime. Outputs come in order; indices as numbers. */
export async function runNode(
  op: string,
  attributes: Record<string, Attribute>,
  inputs: readonly NdArray[],
  outputs: OneNode['outputs'] = ['float32'],
  indices: OneNode['indices'] = [],
): Promise<number[][]> {
  const model = onnxModel({ op, attributes, inputs: inputs.map(({ shape }) => shape), outputs, indices });
  const session = await InferenceSession.create(model, {
    executionProviders: ['wasm'],
    graphOptimizationLevel: 'disabled',
    logSeverityLevel: 3,
  });
  const feeds = Object.fromEntries(
    inputs.map(({ shape, data }, i) => [
      `i${i}`,
      indices.includes(i)
        ? new Tensor('int64', BigInt64Array.from(data, BigInt), [...shape])
        : new Tensor('float32', Float32Array.from(data), [...shape]),
    ]),
  );
  const results = await session.run(feeds);
  const read = outputs.map((_, i) => Array.from(results[`o${i}`]!.data as Float32Array | BigInt64Array, Number));
  await session.release();
  return read;
}
