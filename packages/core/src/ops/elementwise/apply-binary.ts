import type { BinaryFunction } from '../../backend/elementwise.ts';
import { broadcastRule } from '../../shape/broadcast.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';

/** Runs one binary kernel into a new tensor of the broadcast shape; records nothing. */
export function applyBinary(operation: string, name: BinaryFunction, a: Tensor, b: Tensor): Tensor<number[]> {
  const backend = backendOf(operation, a, b);
  const shape = broadcastRule(operation, a.shape, b.shape);
  const y = emptyTensor(backend, shape);
  backend.binary({
    function: name,
    a: a.storage.buffer,
    b: b.storage.buffer,
    y: y.storage.buffer,
    ...broadcastWalk(shape, a.shape, b.shape),
  });
  return y;
}

/** `y = f(y, b)` in place, with `b` broadcast to the shape of `y`. For a tensor that nobody has seen yet. */
export function updateBinary(name: BinaryFunction, y: Tensor, b: Tensor): void {
  const buffer = y.storage.buffer;
  const walk = broadcastWalk(y.shape, y.shape, b.shape);
  y.backend.binary({ function: name, a: buffer, b: b.storage.buffer, y: buffer, ...walk });
}

interface BroadcastWalk {
  readonly shape: number[];
  readonly aStrides: number[];
  readonly bStrides: number[];
}

/**
 * How a kernel walks two operands that broadcast to `shape`: one loop per group of neighbouring dimensions which both
 * operands walk alike, instead of one per dimension. Most calls come out as a single loop.
 */
export function broadcastWalk(shape: readonly number[], a: readonly number[], b: readonly number[]): BroadcastWalk {
  const walk: BroadcastWalk = { shape: [], aStrides: [], bStrides: [] };
  let aStride = 1;
  let bStride = 1;
  let last = '';
  for (let fromEnd = 1; fromEnd <= shape.length; fromEnd++) {
    const length = shape.at(-fromEnd) ?? 1;
    const aLength = a.at(-fromEnd) ?? 1;
    const bLength = b.at(-fromEnd) ?? 1;
    if (length === 1) continue;
    const kind = `${aLength === 1} ${bLength === 1}`;
    if (kind === last) walk.shape[0] = (walk.shape[0] ?? 1) * length;
    else {
      walk.shape.unshift(length);
      walk.aStrides.unshift(aLength === 1 ? 0 : aStride);
      walk.bStrides.unshift(bLength === 1 ? 0 : bStride);
    }
    last = kind;
    aStride *= aLength;
    bStride *= bLength;
  }
  return walk;
}
