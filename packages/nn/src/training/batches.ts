import { type Backend, type DType, type HostArray, type IntTensor, sizeOf, tensor, type Tensor } from '@gemmule/core';
import { trustLabels } from '../losses/labels.ts';
import type { Dataset } from './dataset.ts';

/** Inputs and targets of some samples, on a backend. */
export interface Batch {
  readonly inputs: Tensor<number[]>;
  readonly targets: IntTensor<number[]> | Tensor<number[]>;
}

/** Gathers batches of up to `size` samples, always in the same two host arrays. */
export class BatchGatherer {
  readonly #data: Dataset;
  readonly #inputs: Float32Array;
  readonly #targets: HostArray[DType];
  readonly #inputSize: number;
  readonly #targetSize: number;

  constructor(data: Dataset, size: number) {
    this.#data = data;
    this.#inputSize = sizeOf(data.inputShape as readonly number[]);
    this.#targetSize = sizeOf(data.targetShape as readonly number[]);
    this.#inputs = new Float32Array(size * this.#inputSize);
    this.#targets = new (data.targetType === 'int32' ? Int32Array : Float32Array)(size * this.#targetSize);
  }

  /** The samples at `indices`, as tensors of the caller's scope. */
  gather(indices: ArrayLike<number>, backend: Backend): Batch {
    const { inputShape, targetShape, targetType, classes } = this.#data;
    const { length } = indices;
    for (let row = 0; row < length; row++) this.#data.copy(indices[row]!, this.#inputs, this.#targets, row);
    const inputs = tensor(this.#inputs.subarray(0, length * this.#inputSize), [length, ...inputShape] as number[], {
      backend,
    });
    const values = this.#targets.subarray(0, length * this.#targetSize);
    const shape = [length, ...targetShape] as number[];
    if (targetType === 'float32') return { inputs, targets: tensor(values, shape, { backend }) };
    const targets = tensor(values, shape, { dtype: 'int32', backend });
    if (classes !== undefined) trustLabels(targets, classes);
    return { inputs, targets };
  }
}
