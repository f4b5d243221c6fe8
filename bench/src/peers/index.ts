import { gemmule } from './gemmule.ts';
import type { Peer } from './peer.ts';
import { tfjsCpu } from './tfjs-cpu.ts';

/** Ours first, then those it is compared with. */
export async function allPeers(): Promise<readonly [Peer, ...Peer[]]> {
  return [await gemmule(), await tfjsCpu()];
}
