import { broadcastTo, concat, gather, reshape, slice, type Tensor, tensor, widen } from '@gemmule/core';

type T = Tensor<number[]>;

/** As many stretches of neighbours are copied one by one; more of them by a kernel that is given all positions. */
const MAX_STRETCHES = 8;

/** Entries of `x` along an axis by their positions, which are within it. */
export function take(x: T, axis: number, positions: readonly number[]): T {
  const length = x.shape[axis]!;
  const times = positions.length / length;
  if (Number.isInteger(times) && positions.every((position, i) => position === Math.floor(i / times))) {
    return repeated(x, axis, times);
  }
  const stretches = stretchesOf(positions);
  if (stretches.length > MAX_STRETCHES) {
    const indices = tensor(positions, [positions.length], { dtype: 'int32', backend: x.backend });
    return widen(gather(x, indices, { axis }));
  }
  const parts = stretches.map(([from, to]) =>
    widen(
      slice(
        x,
        x.shape.map((_, i) => (i === axis ? [from, to] : null)),
      ),
    ),
  );
  return parts.length === 1 ? parts[0]! : widen(concat(parts, axis));
}

/** Each entry so many times: an axis of length 1 behind it, broadcast. */
function repeated(x: T, axis: number, times: number): T {
  const apart = x.shape.toSpliced(axis + 1, 0, 1);
  return widen(
    reshape(broadcastTo(reshape(x, apart), apart.with(axis + 1, times)), x.shape.with(axis, x.shape[axis]! * times)),
  );
}

/** Runs of neighbours, as ranges. */
function stretchesOf(positions: readonly number[]): (readonly [number, number])[] {
  if (positions.length === 0) return [[0, 0]];
  const stretches: (readonly [number, number])[] = [];
  let start = 0;
  for (let i = 1; i <= positions.length; i++) {
    if (positions[i] === positions[i - 1]! + 1) continue;
    stretches.push([positions[start]!, positions[i - 1]! + 1]);
    start = i;
  }
  return stretches;
}
