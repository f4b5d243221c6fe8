import type { UnaryFunction } from '../../backend/elementwise.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { backendOf } from '../operands.ts';

/** Runs one unary kernel into a new tensor; records nothing. */
export function applyUnary(operation: string, x: Tensor, name: UnaryFunction, alpha = 0, beta = 0): Tensor<number[]> {
  const backend = backendOf(operation, x);
  const y = emptyTensor(backend, x.shape);
  backend.unary({ function: name, x: x.storage.buffer, y: y.storage.buffer, length: x.size, alpha, beta });
  return y;
}

/** `y = f(y)` in place. For a tensor that nobody has seen yet. */
export function updateUnary(name: UnaryFunction, y: Tensor, alpha = 0, beta = 0): void {
  const { buffer } = y.storage;
  y.backend.unary({ function: name, x: buffer, y: buffer, length: y.size, alpha, beta });
}
