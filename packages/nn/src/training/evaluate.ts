import { detach, type DType, type IntTensor, noGrad, scope, type Tensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import { crossEntropy } from '../losses/cross-entropy.ts';
import { mseLoss } from '../losses/mse-loss.ts';
import { type BatchSource, evaluationBatches } from './batch-source.ts';
import { upload } from './batches.ts';
import type { Dataset, TargetOf } from './dataset.ts';
import { homeOf } from './home.ts';
import { nextTask } from './next-task.ts';
import { type LabelResult, type NumberResult, tallyFor } from './tally.ts';

/** Options of {@link evaluate}. */
export interface EvaluateOptions<D extends DType> {
  /** Samples at a time. Default 64. For a `Dataset`; a `BatchSource` has made its batches. */
  readonly batch?: number;
  /** For labels: also tell how often the label is among the so many classes with the largest scores. */
  readonly top?: number;
  /** A mean over the samples of a batch. Default: `crossEntropy` for labels, `mseLoss` for numbers. */
  readonly loss?: (prediction: Tensor<number[]>, target: TargetOf<D, number[]>) => Tensor;
}

/** How well a model predicts labels. */
export interface LabelEvaluation extends LabelResult {
  /** Mean over the samples; NaN where there are none. */
  readonly loss: number;
}

/** How well a model predicts numbers. */
export interface NumberEvaluation extends NumberResult {
  /** Mean over the samples; NaN where there are none. */
  readonly loss: number;
}

/**
 * Runs a model over a data set, in order, without recording: it predicts and does not learn.
 *
 * For labels, the scores are `[N, C]` (or `[N, C, ...]` for labels of a shape of their own).
 *
 * @throws ShapeError when model and data do not fit.
 * @example
 * ```ts
 * const { accuracy, confusion } = await nn.evaluate(model, testData, { batch: 256 });
 * ```
 */
export function evaluate(
  model: AnyLayer,
  data: Dataset<'int32'> | BatchSource<'int32'>,
  options?: EvaluateOptions<'int32'>,
): Promise<LabelEvaluation>;
export function evaluate(
  model: AnyLayer,
  data: Dataset<'float32'> | BatchSource<'float32'>,
  options?: EvaluateOptions<'float32'>,
): Promise<NumberEvaluation>;
export async function evaluate(
  model: AnyLayer,
  data: Dataset | BatchSource,
  options: EvaluateOptions<DType> = {},
): Promise<LabelEvaluation | NumberEvaluation> {
  const { loss = usualLoss(data) } = options;
  const source = evaluationBatches('evaluate', data, options.batch);
  const backend = homeOf(model);
  const tally = tallyFor(data, options.top);
  let [count, sum] = [0, 0];
  for await (const batch of source.hostBatches(1)) {
    const results = noGrad(() =>
      scope(() => {
        const { inputs, targets } = upload(source, batch, backend);
        const scores = model.run(inputs);
        // Detached: a handle of our own, whatever a caller's loss returns.
        return { value: detach(loss(scores, targets)), predictions: tally.predict(scores, targets), targets };
      }),
    );
    try {
      sum += (await results.value.item()) * batch.count;
      count += batch.count;
      await tally.add(results.predictions, results.targets);
    } finally {
      for (const tensor of [results.value, ...results.predictions, results.targets]) tensor.dispose();
    }
    await nextTask();
  }
  return { loss: sum / count, ...tally.result() };
}

function usualLoss(
  data: Dataset | BatchSource,
): (prediction: Tensor<number[]>, target: TargetOf<DType, number[]>) => Tensor {
  if (data.targetType === 'int32') return (scores, labels) => crossEntropy(scores, labels as IntTensor<number[]>);
  return (predictions, targets) => mseLoss(predictions, targets as Tensor<number[]>);
}
