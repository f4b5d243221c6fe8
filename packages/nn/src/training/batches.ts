import { type Backend, type DType, type HostArray, type IntTensor, sizeOf, tensor, type Tensor } from '@gemmule/core';
import { trustLabels } from '../losses/labels.ts';
import type { BatchSource, HostBatch } from './batch-source.ts';
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

  /** The samples at `indices`. */
  gather(indices: ArrayLike<number>): HostBatch {
    const { length: count } = indices;
    for (let row = 0; row < count; row++) this.#data.copy(indices[row]!, this.#inputs, this.#targets, row);
    return {
      count,
      inputs: this.#inputs.subarray(0, count * this.#inputSize),
      targets: this.#targets.subarray(0, count * this.#targetSize),
    };
  }
}

/** A batch on a backend, as tensors of the caller's scope. */
export function upload(source: BatchSource, batch: HostBatch, backend: Backend): Batch {
  const { inputShape, targetShape, targetType, classes } = source;
  const { count } = batch;
  const inputs = tensor(batch.inputs, [count, ...inputShape] as number[], { backend });
  const shape = [count, ...targetShape] as number[];
  if (targetType === 'float32') return { inputs, targets: tensor(batch.targets, shape, { backend }) };
  const targets = tensor(batch.targets, shape, { dtype: 'int32', backend });
  if (classes !== undefined) trustLabels(targets, classes);
  return { inputs, targets };
}
