import { type Backend, type IntTensor, reshape, type Tensor, tensor, UsageError } from '@gemmule/core';
import { type Value, tensorOf } from '../values/value.ts';

/** What `run` gives for an output. */
export type Output = Tensor<number[]> | IntTensor<number[]>;

/** An output as the caller gets it: a tensor of its own, also where it is a constant or an input. */
export function resultOf(value: Value, backend: Backend): Output {
  const { dtype, shape, numbers } = value;
  if (dtype === 'float32' || dtype === 'bool') return reshape(tensorOf(value, backend), [...shape] as number[]);
  if (value.tensor !== undefined) return value.tensor as IntTensor<number[]>;
  if (dtype === 'float64') throw new UsageError('onnx: run: an output is float64, which no tensor holds');
  return tensor(numbers!, [...shape] as number[], { dtype: 'int32', backend });
}
