import { sizeOf } from '../../shape/shape.ts';
import type { Tensor } from '../../tensor.ts';
import { widen } from '../../widen.ts';
import { mul } from '../elementwise/mul.ts';
import { reshape } from '../movement/reshape.ts';
import { deviationsOf, meanSquare } from './deviations.ts';
import { inverseDeviation } from './inverse-deviation.ts';
import { scaleShift } from './scale-shift.ts';

/** What group and instance normalisation share; everything has been checked. `weight` and `bias` are `[C]`. */
interface Settings {
  readonly weight: Tensor | undefined;
  readonly bias: Tensor | undefined;
  readonly epsilon: number;
}

/**
 * Each of the `groups` of channels of each sample by its own mean and variance. A group's factor and the weights of its
 * channels are multiplied first, where they are few, so that the large tensor is gone over once.
 */
export function normalizeGroups(
  operation: string,
  x: Tensor,
  groups: number,
  { weight, bias, epsilon }: Settings,
): Tensor<number[]> {
  const [batch, channels, ...spatial] = x.shape as readonly [number, number, ...number[]];
  const perGroup = channels / groups;
  const area = sizeOf(spatial);
  // Explicit lengths: with an empty batch, -1 would not say how many.
  const rows = reshape(widen(x), [batch, groups, perGroup * area]);
  const { deviations } = deviationsOf(operation, rows, [2]);
  const factor = inverseDeviation(meanSquare(operation, deviations, [2]), epsilon);
  const scale = weight === undefined ? factor : mul(factor, reshape(widen(weight), [groups, perGroup]));
  const y = scaleShift(
    operation,
    reshape(deviations, [batch, groups, perGroup, area]),
    reshape(scale, [...scale.shape, 1]),
    bias === undefined ? undefined : reshape(widen(bias), [groups, perGroup, 1]),
  );
  return reshape(y, [...x.shape] as number[]);
}
