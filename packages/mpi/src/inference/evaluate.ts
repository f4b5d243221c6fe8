import type { DType } from '@gemmule/core';
import {
  type AnyLayer,
  type BatchSource,
  type Dataset,
  evaluate as evaluateAlone,
  type EvaluateOptions,
  type LabelEvaluation,
  type NumberEvaluation,
} from '@gemmule/nn';
import type { World } from '../world.ts';
import { gatherSamples } from './gather-samples.ts';
import { type Part, partOf } from './share.ts';

/**
 * `nn.evaluate` with the work shared among the processes of a world: each runs the model over its part of the data. All get the
 * result for the whole, the predictions in the order of the samples. The model must be the same everywhere.
 *
 * Of a data set, each process looks at its own samples only. Batches of a loader are all made everywhere, and each process
 * computes some of them.
 *
 * @throws as `nn.evaluate`; MpiError when not all processes call it.
 * @example
 * ```ts
 * const world = await mpi();
 * const { accuracy } = await evaluate(model, testData, world, { batch: 256 });
 * ```
 */
export function evaluate(
  model: AnyLayer,
  data: Dataset<'int32'> | BatchSource<'int32'>,
  world: World,
  options?: EvaluateOptions<'int32'>,
): Promise<LabelEvaluation>;
export function evaluate(
  model: AnyLayer,
  data: Dataset<'float32'> | BatchSource<'float32'>,
  world: World,
  options?: EvaluateOptions<'float32'>,
): Promise<NumberEvaluation>;
export function evaluate(
  model: AnyLayer,
  data: Dataset | BatchSource,
  world: World,
  options: EvaluateOptions<DType> = {},
): Promise<LabelEvaluation | NumberEvaluation> {
  return evaluateShared(model, data, world, options);
}

/** `evaluate` for data of any type. */
export async function evaluateShared(
  model: AnyLayer,
  data: Dataset | BatchSource,
  world: World,
  options: EvaluateOptions<DType>,
): Promise<LabelEvaluation | NumberEvaluation> {
  const part = partOf(data, world);
  const own = (await evaluateAlone(model, part.data as Dataset<'int32'>, options)) as
    | LabelEvaluation
    | NumberEvaluation;
  const loss = await meanLoss(world, part, own.loss);
  if (!('confusion' in own)) return { loss, predictions: await gatherSamples(world, part, own.predictions) };
  return { loss, ...(await mergeLabels(world, part, own)) };
}

async function meanLoss(world: World, { counts }: Part, own: number): Promise<number> {
  const count = counts.reduce((sum, samples) => sum + samples, 0);
  // The mean over no samples is no number.
  const [sum, samples] = await world.allReduce(Float64Array.of(count === 0 ? 0 : own * count, count));
  return sum! / samples!;
}

async function mergeLabels(world: World, part: Part, own: LabelEvaluation): Promise<Omit<LabelEvaluation, 'loss'>> {
  const { predictions, topAccuracy } = own;
  // A process without samples knows only the classes that the data name.
  const [classes] = await world.allReduce(Int32Array.of(own.confusion.length), 'max');
  const confusion = await addUp(world, own.confusion, classes!);
  const correct = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
  const labels = confusion.reduce((sum, row) => sum + row.reduce((a, b) => a + b), 0);
  const amongTop = topAccuracy === undefined || predictions.length === 0 ? 0 : topAccuracy * predictions.length;
  const [top] = await world.allReduce(Float64Array.of(Math.round(amongTop)));
  return {
    accuracy: correct / labels,
    ...(topAccuracy === undefined ? {} : { topAccuracy: top! / labels }),
    predictions: await gatherSamples(world, part, predictions),
    confusion,
  };
}

async function addUp(world: World, own: LabelEvaluation['confusion'], classes: number): Promise<number[][]> {
  const counts = new Float64Array(classes * classes);
  own.forEach((row, label) => counts.set(row, label * classes));
  await world.allReduce(counts);
  return Array.from({ length: classes }, (_, label) => [...counts.subarray(label * classes, (label + 1) * classes)]);
}
