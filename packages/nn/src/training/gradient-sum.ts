import { add, affine, keep, scope, type Tensor } from '@gemmule/core';

/** Gradients of some batches, added up by the number of their samples: their mean is the gradient of one large batch. */
export class GradientSum {
  #sums: Tensor<number[]>[] = [];
  #samples = 0;
  #batches = 0;

  /** Batches since {@link take}. */
  get batches(): number {
    return this.#batches;
  }

  /** Adds the gradients of a mean over `samples` samples. */
  add(gradients: readonly Tensor<number[]>[], samples: number): void {
    const before = this.#sums;
    this.#sums = scope(() =>
      gradients.map((gradient, i) => {
        const share = affine(gradient, samples, 0);
        return keep(before[i] === undefined ? share : add(before[i], share));
      }),
    );
    for (const sum of before) sum.dispose();
    this.#samples += samples;
    this.#batches += 1;
  }

  /** The mean over all samples, as tensors of the caller's scope, and begins anew. */
  take(): Tensor<number[]>[] {
    const means = this.#sums.map((sum) => affine(sum, 1 / this.#samples, 0));
    this.dispose();
    return means;
  }

  /** Forgets what was added. */
  dispose(): void {
    for (const sum of this.#sums) sum.dispose();
    this.#sums = [];
    [this.#samples, this.#batches] = [0, 0];
  }
}
