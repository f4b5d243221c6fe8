import {
  type AxisCount,
  type conv,
  type ConvOp,
  convRule,
  type ConvShape,
  type PaddingMode,
  type PaddingOf,
  type PerAxisOf,
  ShapeError,
  sizeOf,
  withBorder,
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

/** What a convolution does to shapes, for a weight of shape `W`. */
export interface Conv<
  Axes extends AxisCount,
  W extends readonly number[],
  Stride = 1,
  Padding = 0,
  Dilation = 1,
  Groups = 1,
> extends ShapeFn {
  readonly out: ConvShape<Axes, In<this['in']>, W, Stride, Padding, Dilation, Groups>;
}

/** `[out, in / groups, ...kernel]` */
export type ConvWeight<Axes extends AxisCount, I, O, Kernel, Groups> = [
  O & number,
  PerGroup<I, Groups>,
  ...KernelLengths<Kernel>[Axes],
];

/** What only convolutions have, and no transposed ones. */
export interface PaddingConfig {
  /** What is in the padding: zeros, or cells of the image, as in `pad` of core. Default 'zeros'. */
  readonly paddingMode?: PaddingMode;
}

/** `nn.conv1d`, `nn.conv2d` and `nn.conv3d`: one function but for the number of axes. */
export interface ConvLayer<Axes extends AxisCount> {
  <
    const I extends number,
    const O extends number,
    const Kernel extends PerAxisOf[Axes],
    const Stride extends PerAxisOf[Axes] = 1,
    const Padding extends PaddingOf[Axes] = 0,
    const Dilation extends PerAxisOf[Axes] = 1,
    const Groups extends number = 1,
  >(
    config: ConvConfig<`conv${Axes}d`, Axes, I, O, Kernel, Stride, Padding, Dilation, Groups> & PaddingConfig,
  ): Layer<Conv<Axes, ConvWeight<Axes, I, O, Kernel, Groups>, Stride, Padding, Dilation, Groups>>;
}

/** The layer of a convolution with so many axes. */
export function convLayer<Axes extends AxisCount>(axes: Axes, operation: ConvOp<Axes>): ConvLayer<Axes> {
  const apply = operation as unknown as typeof conv;
  return ((config: AnyConfig) => convOfAxes(axes, apply, config)) as unknown as ConvLayer<Axes>;
}

type AnyConfig = AnyConvConfig & PaddingConfig;

function convOfAxes(axes: AxisCount, apply: typeof conv, config: AnyConfig): AnyLayer {
  const kind = `conv${axes}d`;
  const kernel = assertConvConfig(kind, axes, config);
  const { in: inChannels, out, stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = config;
  const { paddingMode = 'zeros' } = config;
  assertMode(kind, paddingMode);
  const options = { stride, padding, paddingMode, dilation, groups };
  const weightShape = [out, inChannels / groups, ...kernel];
  return layer({
    kind,
    config: { in: inChannels, out, kernel, ...options, bias },
    parameters: weightAndBias(weightShape, out, bias),
    takesActivation: true,
    forward: (x, { parameters: { weight, bias }, workspace, activation }) =>
      apply(x, weight, { ...options, bias, workspace, activation }),
    plan(inputShape, planner) {
      const rule = convRule(kind, inputShape, weightShape, options, axes);
      const work = paddingMode === 'zeros' ? rule : { ...rule, geometry: withBorder(rule.geometry) };
      const outputs = sizeOf(rule.shape);
      planner.count({
        flops: 2 * outputs * sizeOf(weightShape.slice(1)) + (bias ? outputs : 0),
        workspace: (backend) => ({
          forward: workspaceLength(backend, 'forward', work),
          parameterGradient: workspaceLength(backend, 'weight', work),
          inputGradient: workspaceLength(backend, 'transposed', work),
        }),
      });
      return rule.shape;
    },
  });
}

function assertMode(kind: string, mode: PaddingMode): void {
  if (['zeros', 'reflect', 'replicate', 'circular'].includes(mode)) return;
  throw new ShapeError(
    `${kind}: paddingMode must be 'zeros', 'reflect', 'replicate' or 'circular', got ${JSON.stringify(mode)}`,
  );
}
