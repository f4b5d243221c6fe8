import type { Numbers } from '../native/handles.ts';
import type { World } from '../world.ts';
import type { Part } from './share.ts';

/** The values of all samples, in their order and in all processes, from those that each process has of its own. */
export async function gatherSamples<A extends Numbers>(world: World, part: Part, own: A): Promise<A> {
  const [values, allCounts] = [await world.allGather(own), await world.allGather(Int32Array.from(part.counts))];
  const pieces = part.merge(values.map((ofRank, rank) => cut(ofRank, allCounts[rank]!)));
  const all = new (own.constructor as new (length: number) => A)(
    values.reduce((sum, ofRank) => sum + ofRank.length, 0),
  );
  let start = 0;
  for (const piece of pieces) {
    all.set(piece, start);
    start += piece.length;
  }
  return all;
}

/** Each sample has as many values as any other. */
function cut<A extends Numbers>(values: A, counts: Int32Array): A[] {
  const samples = counts.reduce((sum, count) => sum + count, 0);
  const size = values.length / Math.max(samples, 1);
  let start = 0;
  return Array.from(counts, (count) => values.subarray(start * size, (start += count) * size) as A);
}
