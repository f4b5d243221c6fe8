import { GraphNode } from './autograd/graph.ts';
import type { Backend } from './backend/backend.ts';
import { getBackend } from './backend/registry.ts';
import { ShapeError } from './errors.ts';
import { assertShape, type Shape, showShape, sizeOf } from './shape/shape.ts';
import { emptyIntTensor, emptyTensor, type IntTensor, type Tensor } from './tensor.ts';

/** Options of everything that makes a tensor. */
export interface TensorOptions {
  /** Where it lives; by default the current backend. */
  readonly backend?: Backend;
  /** Whether `gradients` may be asked for it. */
  readonly requiresGrad?: boolean;
}

/** Numeric data as it comes: typed arrays or plain arrays, row-major. */
export type Data = ArrayLike<number>;

/**
 * A float32 tensor from row-major data, or an int32 one with `{ dtype: 'int32' }`.
 *
 * @throws ShapeError when the data's length is not the product of the shape, the shape is not made of natural numbers,
 *   or an int32 tensor is given other numbers; BackendError when no backend is registered.
 * @example
 * ```ts
 * const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);                  // Tensor<[2, 3]>
 * const labels = tensor([7, 2], [2], { dtype: 'int32' });        // IntTensor<[2]>
 * ```
 */
export function tensor<const S extends number[]>(
  data: Data,
  shape: readonly [...S],
  options: { readonly dtype: 'int32'; readonly backend?: Backend },
): IntTensor<S>;
export function tensor<const S extends number[]>(
  data: Data,
  shape: readonly [...S],
  options?: TensorOptions & { readonly dtype?: 'float32' },
): Tensor<S>;
export function tensor(
  data: Data,
  shape: readonly number[],
  options: TensorOptions & { readonly dtype?: 'float32' | 'int32' } = {},
): Tensor<number[]> | IntTensor<number[]> {
  assertShape('tensor', shape);
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(
      `tensor: ${data.length} values for shape ${showShape(shape)}, which has ${sizeOf(shape)} elements`,
    );
  }
  const backend = options.backend ?? getBackend();
  if (options.dtype === 'int32') {
    // Converted first: bad data must not leave a tensor behind.
    const labels = toInt32(data);
    return emptyIntTensor(backend, [...shape]).write(labels);
  }
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  return asLeaf(emptyTensor(backend, [...shape]).write(values), options);
}

function toInt32(data: Data): Int32Array {
  if (data instanceof Int32Array) return data;
  const values = Int32Array.from(data);
  const wrong = values.findIndex((value, i) => value !== data[i]);
  if (wrong >= 0) throw new ShapeError(`tensor: value ${data[wrong]} at index ${wrong} is not an int32`);
  return values;
}

function asLeaf(made: Tensor<number[]>, options: TensorOptions): Tensor<number[]> {
  if (options.requiresGrad === true) made.attach(new GraphNode('tensor', made.shape, [], []));
  return made;
}

/**
 * A tensor of the given shape, filled with `value`.
 *
 * @throws ShapeError for a bad shape; BackendError when no backend is registered.
 * @example
 * ```ts
 * full([2, 2], 7);   // Tensor<[2, 2]>: 7, 7, 7, 7
 * ```
 */
export function full<const S extends number[]>(
  shape: readonly [...S],
  value: number,
  options: TensorOptions = {},
): Tensor<S> {
  assertShape('full', shape);
  const backend = options.backend ?? getBackend();
  const made = emptyTensor(backend, [...shape]);
  backend.fill({ y: made.storage.buffer, length: made.size, value });
  return asLeaf(made, options) as Tensor<Shape> as Tensor<S>;
}

/**
 * A tensor of the given shape, full of zeros.
 *
 * @throws as `full`.
 * @example
 * ```ts
 * zeros([2, 3]);   // Tensor<[2, 3]>: 0 everywhere
 * ```
 */
export function zeros<const S extends number[]>(shape: readonly [...S], options?: TensorOptions): Tensor<S> {
  return full(shape, 0, options);
}

/**
 * A tensor of the given shape, full of ones.
 *
 * @throws as `full`.
 * @example
 * ```ts
 * ones([2, 3]);   // Tensor<[2, 3]>: 1 everywhere
 * ```
 */
export function ones<const S extends number[]>(shape: readonly [...S], options?: TensorOptions): Tensor<S> {
  return full(shape, 1, options);
}

/**
 * A tensor of rank 0, shape `[]`.
 *
 * @throws BackendError when no backend is registered.
 * @example
 * ```ts
 * scalar(3);   // Tensor<[]>: 3
 * ```
 */
export function scalar(value: number, options?: TensorOptions): Tensor<[]> {
  return full([], value, options);
}
