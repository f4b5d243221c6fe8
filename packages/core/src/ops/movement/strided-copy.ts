import type { Backend } from '../../backend/backend.ts';
import type { AnyTensor } from '../../tensor.ts';

/** A way to walk a block inside a tensor. */
interface Walk {
  readonly tensor: AnyTensor;
  readonly offset: number;
  readonly strides: readonly number[];
}

/** Copies a block of `shape`, leaving out dimensions of length 1 and merging those that both sides walk as one. */
export function stridedCopy(backend: Backend, shape: readonly number[], from: Walk, to: Walk): void {
  const merged: number[] = [];
  const xStrides: number[] = [];
  const yStrides: number[] = [];
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const [x, y] = [from.strides[axis] ?? 0, to.strides[axis] ?? 0];
    const last = merged.length - 1;
    if (last >= 0 && xStrides[last] === x * length && yStrides[last] === y * length) {
      merged[last] = (merged[last] ?? 1) * length;
      xStrides[last] = x;
      yStrides[last] = y;
    } else {
      merged.push(length);
      xStrides.push(x);
      yStrides.push(y);
    }
  });
  backend.copy({
    x: from.tensor.storage.buffer,
    xOffset: from.offset,
    xStrides,
    y: to.tensor.storage.buffer,
    yOffset: to.offset,
    yStrides,
    shape: merged,
  });
}
