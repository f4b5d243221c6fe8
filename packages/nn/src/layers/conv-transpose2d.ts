import {
  type At,
  type ConvDimensions,
  convTranspose2d as convolveTransposed,
  type ConvTransposeShape,
  convTransposeRule,
  type NonNegativePerAxis,
  nonNegativePerAxis,
  type Padding2d,
  type PerAxis2,
  sizeOf,
  workspaceLength,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import { weightAndBias } from '../layer/parameter.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertConvConfig, type ConvConfig, type PerGroup } from './conv-config.ts';

/** What {@link convTranspose2d} does to shapes, for a weight of shape `W`. */
export interface ConvTranspose2d<
  W extends readonly number[],
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  OutputPadding = 0,
  Groups = 1,
> extends ShapeFn {
  readonly out: ConvTransposeShape<2, In<this['in']>, W, Stride, Padding, Dilation, OutputPadding, Groups>;
}

/** `[in, out / groups, kernel height, kernel width]` */
export type ConvTranspose2dWeight<I, O, Kernel, Groups> = [
  I & number,
  PerGroup<O, Groups>,
  At<Kernel, 0> & number,
  At<Kernel, 1> & number,
];

export interface ConvTranspose2dConfig<
  I,
  O,
  Kernel,
  Stride,
  Padding,
  Dilation,
  OutputPadding,
  Groups,
> extends ConvConfig<'convTranspose2d', I, O, Kernel, Stride, Padding, Dilation, Groups> {
  /** Rows and columns added at the end of the output, per axis: a stride leaves open how long it was. Default 0. */
  readonly outputPadding?: NonNegativePerAxis<'convTranspose2d', 'outputPadding', OutputPadding>;
}

/**
 * 2-D transposed convolution: `[N, in, H, W]` to `[N, out, H', W']`. Parameters: `weight` `[in, out / groups, ...kernel]`
 * and `bias` `[out]`, both uniform in `±1 / sqrt(out / groups * kernel height * kernel width)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const up = nn.convTranspose2d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1 });
 * const y = up.forward(ones([8, 64, 7, 7]));   // Tensor<[8, 32, 14, 14]>
 * ```
 */
export function convTranspose2d<
  const I extends number,
  const O extends number,
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const OutputPadding extends PerAxis2 = 0,
  const Groups extends number = 1,
>(
  config: ConvTranspose2dConfig<I, O, Kernel, Stride, Padding, Dilation, OutputPadding, Groups>,
): Layer<
  ConvTranspose2d<ConvTranspose2dWeight<I, O, Kernel, Groups>, Stride, Padding, Dilation, OutputPadding, Groups>
>;
export function convTranspose2d(
  config: ConvTranspose2dConfig<number, number, PerAxis2, PerAxis2, Padding2d, PerAxis2, PerAxis2, number>,
): Layer<ShapeFn> {
  const kind = 'convTranspose2d';
  const kernel = assertConvConfig(kind, config);
  const { in: inChannels, out, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = config;
  const { outputPadding = 0 } = config;
  nonNegativePerAxis(kind, 'outputPadding', outputPadding, 2);
  const options = { stride, padding, dilation, outputPadding, groups };
  const weightShape = [inChannels, out / groups, ...kernel];
  return layer({
    kind,
    parameters: weightAndBias(weightShape, out, bias),
    forward: (x, { parameters: { weight, bias }, workspace }) =>
      convolveTransposed(x, weight, { ...options, bias, workspace }),
    plan(inputShape, planner) {
      const rule = convTransposeRule(kind, inputShape, weightShape, options, 2);
      // Every input cell is multiplied with every weight of its channel.
      const products = sizeOf(inputShape) * sizeOf(weightShape.slice(1));
      // The three products are those of the convolution that this one transposes, from our output to our input.
      const transposed: ConvDimensions = { ...rule, inChannels: rule.outChannels, outChannels: rule.inChannels };
      planner.count({
        flops: 2 * products + (bias ? sizeOf(rule.shape) : 0),
        workspace: (backend) => ({
          forward: workspaceLength(backend, 'transposed', transposed),
          parameterGradient: workspaceLength(backend, 'weight', transposed),
          inputGradient: workspaceLength(backend, 'forward', transposed),
        }),
      });
      return rule.shape;
    },
  });
}
