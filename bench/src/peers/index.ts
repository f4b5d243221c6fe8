import { gemmule, type GemmuleOptions } from './gemmule.ts';
import type { Peer } from './peer.ts';

// Imported when asked for: each of them takes its time to load.
const makers = {
  'tfjs-cpu': async () => (await import('./tfjs-cpu.ts')).tfjsCpu(),
  'tfjs-wasm': async () => (await import('./tfjs-wasm.ts')).tfjsWasm(),
  'onnxruntime-web': async (threads: number) => (await import('./onnxruntime-web.ts')).onnxruntimeWeb(threads),
  'jax-js': async () => (await import('./jax.ts')).jax(),
  'onnxruntime-node': async (threads: number) => (await import('./onnxruntime-node.ts')).onnxruntimeNode(threads),
};

export type PeerName = keyof typeof makers;

export const peerNames = Object.keys(makers) as PeerName[];

export interface Selection extends GemmuleOptions {
  /** Other libraries. */
  readonly peers: readonly PeerName[];
  /** Ourselves in another way: the name of an engine, or `x` and a number of threads. */
  readonly against: readonly string[];
}

/** Ours first, then those it is compared with. */
export async function peersOf({ peers, against, ...options }: Selection): Promise<[Peer, ...Peer[]]> {
  const made: [Peer, ...Peer[]] = [await gemmule('gemmule', options)];
  for (const way of against) made.push(await gemmule(`gemmule ${way}`, otherWay(way, options)));
  for (const name of peers) made.push(await makers[name](options.threads));
  return made;
}

function otherWay(way: string, options: GemmuleOptions): GemmuleOptions {
  const [, threads] = /^x(\d+)$/.exec(way) ?? [];
  if (threads !== undefined) return { ...options, threads: Number(threads) };
  // The engine in plain TypeScript has no threads.
  return { ...options, engine: way, threads: way === 'typescript' ? 1 : options.threads };
}
