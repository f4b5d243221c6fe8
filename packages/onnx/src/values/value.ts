import { type AnyTensor, type Backend, keep, type Tensor, tensor, UsageError } from '@gemmule/core';
import type { ElementType } from '../file/element-type.ts';
import type { Numbers } from '../file/tensor-data.ts';

/**
 * What flows along an edge of a graph: on the backend, or on the host, or (a constant) on both. Shapes and indices are
 * calculated on the host, images and weights on the backend. There, float32 is a `Tensor`, bool a `Tensor` of 0 and 1, and
 * integers an `IntTensor`.
 *
 * A plain object, so that `scope` finds the tensor in it.
 */
export interface Value {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** The elements on the host. A constant loses them when its tensor is made, unless it is small. */
  numbers?: Numbers | undefined;
  tensor?: AnyTensor | undefined;
  /** A constant is uploaded once, and lives as long as the model. */
  readonly constant?: boolean;
}

/** A result of type float32, or a mask, on the backend. */
export function onDevice(tensor: Tensor, dtype: 'float32' | 'bool' = 'float32'): Value {
  return { dtype, shape: tensor.shape, tensor };
}

/** A result on the host. */
export function onHost(dtype: ElementType, shape: readonly number[], numbers: ArrayLike<number>): Value {
  return { dtype, shape, numbers: numbersOf(dtype, numbers) };
}

function numbersOf(dtype: ElementType, numbers: ArrayLike<number>): Numbers {
  if (dtype === 'float32') return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
  return numbers instanceof Float64Array ? numbers : Float64Array.from(numbers);
}

/** Constants up to this size stay on the host as well: an operator may want the numbers. */
export const SMALL = 1024;

/** The value on the backend. @throws UsageError for a type that no tensor holds. */
export function tensorOf(value: Value, backend: Backend): Tensor<number[]> {
  const { dtype, shape, numbers } = value;
  if (dtype !== 'float32' && dtype !== 'bool') {
    throw new UsageError(`its input of type ${dtype} would have to be on the backend, which computes with float32`);
  }
  if (value.tensor !== undefined) return value.tensor as Tensor<number[]>;
  const made = tensor(numbers!, [...shape], { backend });
  if (value.constant === true) {
    value.tensor = keep(made);
    if (numbers!.length > SMALL) value.numbers = undefined;
  }
  return made;
}
