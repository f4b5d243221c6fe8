import { record } from '../../autograd/record.ts';
import type { Activation } from '../../backend/overrides.ts';
import { emptyTensor, type Tensor } from '../../tensor.ts';
import { sum } from '../reduction/sum.ts';
import { recordActivation } from './activation.ts';
import type { ConvSettings } from './columns-workspace.ts';
import { convForward } from './forward.ts';
import { convTransposeForward } from './transposed.ts';
import { convWeightGradient } from './weight-gradient.ts';

/*
 * A convolution is linear in the image x and in the weight w. With <a, b> the sum of products of all elements, the
 * trilinear form
 *
 *     T(x, w, y) = <convolve(x, w), y> = <x, convolveTransposed(y, w)> = <convolveWeight(x, y), w>
 *
 * has three faces, each the gradient of the others by one argument: the gradient of `convolve` by x is
 * `convolveTransposed`, by w it is `convolveWeight`, and so on around. That gives all first gradients and all gradients
 * of gradients with nothing more to derive.
 */

/**
 * Convolution of x `[N, I, ...input]` with w `[O, I / groups, ...kernel]`: `[N, O, ...output]`, plus `bias` `[O]`, and then
 * through `activation`, which is recorded as an operation of its own.
 */
export function convolve(
  x: Tensor,
  weight: Tensor,
  bias: Tensor | undefined,
  settings: ConvSettings,
  activation?: Activation,
): Tensor<number[]> {
  const y = emptyTensor(x.backend, [
    x.shape[0] ?? 0,
    weight.shape[0] ?? 0,
    ...settings.geometry.map((axis) => axis.output),
  ]);
  convForward(x, weight, bias, activation, y, settings);
  const notChannels = y.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  record(y, {
    operation: settings.operation,
    inputs: [x, weight, bias],
    saved: [x, weight],
    gradients: [
      (dy, [, w]) => convolveTransposed(dy, w, settings),
      (dy, [x]) => convolveWeight(x, dy, settings),
      (dy) => sum(dy, { axis: notChannels }),
    ],
  });
  return activation === undefined ? y : recordActivation(y, activation);
}

/** Transposed convolution of y `[N, O, ...output]`: `[N, I, ...input]`. */
export function convolveTransposed(y: Tensor, weight: Tensor, settings: ConvSettings): Tensor<number[]> {
  const x = emptyTensor(y.backend, [
    y.shape[0] ?? 0,
    (weight.shape[1] ?? 0) * settings.groups,
    ...settings.geometry.map((axis) => axis.input),
  ]);
  convTransposeForward(y, weight, x, settings);
  return record(x, {
    operation: settings.operation,
    inputs: [y, weight],
    saved: [y, weight],
    gradients: [(dx, [, w]) => convolve(dx, w, undefined, settings), (dx, [y]) => convolveWeight(dx, y, settings)],
  });
}

/** The weight's face: correlates x `[N, I, ...input]` with y `[N, O, ...output]` into `[O, I / groups, ...kernel]`. */
export function convolveWeight(x: Tensor, y: Tensor, settings: ConvSettings): Tensor<number[]> {
  const weight = emptyTensor(x.backend, [
    y.shape[1] ?? 0,
    (x.shape[1] ?? 0) / settings.groups,
    ...settings.geometry.map((axis) => axis.kernel),
  ]);
  convWeightGradient(x, y, weight, settings);
  return record(weight, {
    operation: settings.operation,
    inputs: [x, y],
    saved: [x, y],
    gradients: [(dw, [, y]) => convolveTransposed(y, dw, settings), (dw, [x]) => convolve(x, dw, undefined, settings)],
  });
}
