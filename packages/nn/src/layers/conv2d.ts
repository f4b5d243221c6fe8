import {
  type At,
  conv2d as convolve,
  type ConvShape,
  convRule,
  type Padding2d,
  type PerAxis2,
  sizeOf,
  workspaceLength,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import { weightAndBias } from '../layer/parameter.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { assertConvConfig, type ConvConfig, type PerGroup } from './conv-config.ts';

/** What {@link conv2d} does to shapes, for a weight of shape `W`. */
export interface Conv2d<
  W extends readonly number[],
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  Groups = 1,
> extends ShapeFn {
  readonly out: ConvShape<2, In<this['in']>, W, Stride, Padding, Dilation, Groups>;
}

/** `[out, in / groups, kernel height, kernel width]` */
export type Conv2dWeight<I, O, Kernel, Groups> = [
  O & number,
  PerGroup<I, Groups>,
  At<Kernel, 0> & number,
  At<Kernel, 1> & number,
];

/**
 * 2-D convolution: `[N, in, H, W]` to `[N, out, H', W']`. Parameters: `weight` `[out, in / groups, ...kernel]` and `bias`
 * `[out]`, both uniform in `±1 / sqrt(in / groups * kernel height * kernel width)` at first, as in PyTorch.
 *
 * @throws ShapeError for a configuration that no input fits.
 * @example
 * ```ts
 * const layer = nn.conv2d({ in: 3, out: 64, kernel: 7, stride: 2, padding: 3 });
 * const y = layer.forward(ones([8, 3, 224, 224]));   // Tensor<[8, 64, 112, 112]>
 * ```
 */
export function conv2d<
  const I extends number,
  const O extends number,
  const Kernel extends PerAxis2,
  const Stride extends PerAxis2 = 1,
  const Padding extends Padding2d = 0,
  const Dilation extends PerAxis2 = 1,
  const Groups extends number = 1,
>(
  config: ConvConfig<'conv2d', I, O, Kernel, Stride, Padding, Dilation, Groups>,
): Layer<Conv2d<Conv2dWeight<I, O, Kernel, Groups>, Stride, Padding, Dilation, Groups>>;
export function conv2d(
  config: ConvConfig<'conv2d', number, number, PerAxis2, PerAxis2, Padding2d, PerAxis2, number>,
): Layer<ShapeFn> {
  const kernel = assertConvConfig('conv2d', config);
  const { in: inChannels, out, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = config;
  const options = { stride, padding, dilation, groups };
  const weightShape = [out, inChannels / groups, ...kernel];
  return layer({
    kind: 'conv2d',
    parameters: weightAndBias(weightShape, out, bias),
    takesActivation: true,
    forward: (x, { parameters: { weight, bias }, workspace, activation }) =>
      convolve(x, weight, { ...options, bias, workspace, activation }),
    plan(inputShape, planner) {
      const rule = convRule('conv2d', inputShape, weightShape, options, 2);
      const outputs = sizeOf(rule.shape);
      planner.count({
        flops: 2 * outputs * sizeOf(weightShape.slice(1)) + (bias ? outputs : 0),
        workspace: (backend) => ({
          forward: workspaceLength(backend, 'forward', rule),
          parameterGradient: workspaceLength(backend, 'weight', rule),
          inputGradient: workspaceLength(backend, 'transposed', rule),
        }),
      });
      return rule.shape;
    },
  });
}
