/** How many matrices a batch holds: 1 where it has no dimensions. */
export function batchSize(batch: readonly number[]): number {
  let size = 1;
  for (const length of batch) size *= length;
  return size;
}

/** Offset of a batch's `index`-th matrix, counted in row-major order. */
export function batchOffset(index: number, batch: readonly number[], strides: readonly number[]): number {
  let offset = 0;
  let rest = index;
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    const length = batch[axis]!;
    offset += (rest % length) * strides[axis]!;
    rest = Math.floor(rest / length);
  }
  return offset;
}
