import type { DType, Tensor } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import type { BatchSource } from './batch-source.ts';
import type { Dataset, TargetOf } from './dataset.ts';
import { evaluate, type LabelEvaluation } from './evaluate.ts';
import type { ValidationReport } from './report.ts';
import type { Team } from './team.ts';

/** Data that a model is tried on after each epoch, and does not learn from. */
export interface Validation {
  /** Samples that the training does not see. */
  readonly data: Dataset | BatchSource;
  /** Samples at a time. Default 64. For a `Dataset`. */
  readonly batch?: number;
  /** For labels: also tell how often the label is among the so many classes with the largest scores. */
  readonly top?: number;
}

/** Evaluates with the loss of the training, together with others where there are any. */
export async function validate(
  model: AnyLayer,
  { data, batch, top }: Validation,
  loss: (prediction: Tensor<number[]>, target: TargetOf<DType, number[]>) => Tensor,
  team: Team | undefined,
): Promise<ValidationReport> {
  const options = {
    loss,
    ...(batch === undefined ? {} : { batch }),
    ...(top === undefined ? {} : { top }),
  };
  const result = await (team?.evaluate(model, data, options) ?? evaluate(model, data as Dataset<'int32'>, options));
  const { loss: mean, accuracy, topAccuracy, confusion } = result as LabelEvaluation;
  if (data.targetType !== 'int32') return { loss: mean };
  return { loss: mean, accuracy, confusion, ...(topAccuracy === undefined ? {} : { topAccuracy }) };
}
