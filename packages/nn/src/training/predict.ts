import { detach, noGrad, scope, ShapeError, showShape, tensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import { type BatchSource, evaluationBatches } from './batch-source.ts';
import { concatenate } from './concatenate.ts';
import type { Dataset } from './dataset.ts';
import { homeOf } from './home.ts';
import { nextTask } from './next-task.ts';

/** What a model gives for each sample. */
export interface Prediction {
  /** Of all samples, one behind the other, in their order. */
  readonly values: Float32Array;
  /** Of one sample's output: `[10]`. Undefined where there are no samples. */
  readonly outputShape: readonly number[] | undefined;
}

/** Options of {@link predict}. */
export interface PredictOptions {
  /** Samples at a time. Default 64. For a `Dataset`; a `BatchSource` has made its batches. */
  readonly batch?: number;
}

/**
 * What a model gives for each sample of a data set, in order; nothing is recorded, and targets are not looked at. For how good
 * that is, `evaluate`.
 *
 * @throws ShapeError when model and data do not fit.
 * @example
 * ```ts
 * const { values, outputShape } = await nn.predict(model, data, { batch: 256 });   // outputShape [10]
 * ```
 */
export async function predict(
  model: AnyLayer,
  data: Dataset | BatchSource,
  options: PredictOptions = {},
): Promise<Prediction> {
  const source = evaluationBatches('predict', data, options.batch);
  const backend = homeOf(model);
  const parts: Float32Array[] = [];
  let outputShape: readonly number[] | undefined;
  for await (const { count, inputs } of source.hostBatches(1)) {
    using output = noGrad(() =>
      scope(() => detach(model.run(tensor(inputs, [count, ...source.inputShape] as number[], { backend })))),
    );
    const [rows, ...shape] = output.shape;
    if (rows !== count) {
      throw new ShapeError(
        `predict: ${count} samples gave an output of shape ${showShape(output.shape)}, not one for each`,
      );
    }
    outputShape = shape;
    parts.push(await output.data());
    await nextTask();
  }
  return { values: concatenate(parts), outputShape };
}
