import {
  type AxisCount,
  type ConvDimensions,
  type convTranspose,
  type ConvTransposeOp,
  convTransposeRule,
  type ConvTransposeShape,
  type NonNegativePerAxis,
  nonNegativePerAxis,
  type PaddingOf,
  type PerAxis,
  type PerAxisOf,
  type PositivePerAxis,
  positivePerAxis,
  sizeOf,
  workspaceLength,
} from '@gemmule/core';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import { weightAndBias } from '../layer/parameter.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import {
  type AnyConvConfig,
  assertConvConfig,
  type ConvConfig,
  type KernelLengths,
  type PerGroup,
} from './conv-config.ts';

/** What a transposed convolution does to shapes, for a weight of shape `W`. */
export interface ConvTranspose<
  Axes extends AxisCount,
  W extends readonly number[],
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  OutputPadding = 0,
  Groups = 1,
  OutputSize = undefined,
> extends ShapeFn {
  readonly out: ConvTransposeShape<
    Axes,
    In<this['in']>,
    W,
    Stride,
    Padding,
    Dilation,
    OutputPadding,
    Groups,
    OutputSize
  >;
}

/** `[in, out / groups, ...kernel]` */
export type ConvTransposeWeight<Axes extends AxisCount, I, O, Kernel, Groups> = [
  I & number,
  PerGroup<O, Groups>,
  ...KernelLengths<Kernel>[Axes],
];

/** The configuration of {@link ConvTransposeLayer}. */
export interface ConvTransposeConfig<
  Axes extends AxisCount,
  I,
  O,
  Kernel,
  Stride,
  Padding,
  Dilation,
  OutputPadding,
  Groups,
  OutputSize,
> extends ConvConfig<`convTranspose${Axes}d`, Axes, I, O, Kernel, Stride, Padding, Dilation, Groups> {
  /** Cells added at the end of the output, per axis: a stride leaves open how long it was. Default 0. */
  readonly outputPadding?: NonNegativePerAxis<`convTranspose${Axes}d`, 'outputPadding', OutputPadding, PerAxisOf[Axes]>;
  /** The lengths of the output's axes, which says the same. */
  readonly outputSize?: PositivePerAxis<`convTranspose${Axes}d`, 'outputSize', OutputSize, PerAxisOf[Axes]>;
}

/** `nn.convTranspose1d`, `nn.convTranspose2d` and `nn.convTranspose3d`: one function but for the number of axes. */
export interface ConvTransposeLayer<Axes extends AxisCount> {
  <
    const I extends number,
    const O extends number,
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = 1,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const OutputPadding extends PerAxisOf[Axes] = 0,
    const Groups extends number = 1,
    const OutputSize extends PerAxisOf[Axes] | undefined = undefined,
  >(
    config: ConvTransposeConfig<Axes, I, O, Kernel, Stride, Padding, Dilation, OutputPadding, Groups, OutputSize>,
  ): Layer<
    ConvTranspose<
      Axes,
      ConvTransposeWeight<Axes, I, O, Kernel, Groups>,
      Stride,
      Padding,
      Dilation,
      OutputPadding,
      Groups,
      OutputSize
    >
  >;
}

/** The layer of a transposed convolution with so many axes. */
export function convTransposeLayer<Axes extends AxisCount>(
  axes: Axes,
  operation: ConvTransposeOp<Axes>,
): ConvTransposeLayer<Axes> {
  const apply = operation as unknown as typeof convTranspose;
  return ((config: AnyConfig) => transposeOfAxes(axes, apply, config)) as unknown as ConvTransposeLayer<Axes>;
}

type AnyConfig = AnyConvConfig & { readonly outputPadding?: PerAxis; readonly outputSize?: PerAxis | undefined };

function transposeOfAxes(axes: AxisCount, apply: typeof convTranspose, config: AnyConfig): AnyLayer {
  const kind = `convTranspose${axes}d`;
  const kernel = assertConvConfig(kind, axes, config);
  const { in: inChannels, out, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = config;
  const { outputPadding = 0, outputSize } = config;
  nonNegativePerAxis(kind, 'outputPadding', outputPadding, axes);
  if (outputSize !== undefined) positivePerAxis(kind, 'outputSize', outputSize, axes);
  const options = { stride, padding, dilation, outputPadding, outputSize, groups };
  const weightShape = [inChannels, out / groups, ...kernel];
  return layer({
    kind,
    config: { in: inChannels, out, kernel, ...options, bias },
    parameters: weightAndBias(weightShape, out, bias),
    forward: (x, { parameters: { weight, bias }, workspace }) => apply(x, weight, { ...options, bias, workspace }),
    plan(inputShape, planner) {
      const rule = convTransposeRule(kind, inputShape, weightShape, options, axes);
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
