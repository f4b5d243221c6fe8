import {
  type AnyLayer,
  type BatchSource,
  type Dataset,
  predict as predictAlone,
  type Prediction,
  type PredictOptions,
} from '@gemmule/nn';
import type { World } from '../world.ts';
import { gatherSamples } from './gather-samples.ts';
import { partOf } from './share.ts';

/**
 * `nn.predict` with the work shared among the processes of a world. All get what the model gives for each sample of the data, in
 * their order. The model must be the same everywhere.
 *
 * @throws as `nn.predict`; MpiError when not all processes call it.
 * @example
 * ```ts
 * const world = await mpi();
 * const { values, outputShape } = await predict(model, data, world, { batch: 256 });
 * ```
 */
export async function predict(
  model: AnyLayer,
  data: Dataset | BatchSource,
  world: World,
  options: PredictOptions = {},
): Promise<Prediction> {
  const part = partOf(data, world);
  const own = await predictAlone(model, part.data, options);
  const values = await gatherSamples(world, part, own.values);
  const shapes = await world.allGather(Int32Array.from(own.outputShape === undefined ? [] : [1, ...own.outputShape]));
  // The first number only tells a shape of no axes from none.
  const known = shapes.find(({ length }) => length > 0);
  return { values, outputShape: known && [...known.subarray(1)] };
}
