import {
  add,
  assertPositive,
  type ChannelNormShape,
  channelNormRule,
  convRule,
  type ConvShape,
  type Positive,
  scope,
  ShapeError,
  sizeOf,
} from '@gemmule/core';
import { planChain, runChain } from '../layer/chain.ts';
import { type AnyLayer, type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';
import { batchNorm2d } from './batch-norm2d.ts';
import { conv2d } from './conv2d.ts';
import { relu6 } from './relu6.ts';

/** What keeps the size of an image, by the length of the kernel. */
const paddings = { 3: 1, 5: 2, 7: 3 } as const;
type Paddings = typeof paddings;

/** What {@link invertedResidual} does to shapes. */
export interface InvertedResidual<I, O, Kernel extends keyof Paddings = 3, Stride = 1> extends ShapeFn {
  readonly out: ChannelNormShape<'invertedResidual', In<this['in']>, '[N, C, H, W]', 4, I> extends infer Fits
    ? Fits extends string
      ? Fits
      : ConvShape<2, In<this['in']>, [O & number, I & number, Kernel, Kernel], Stride, Paddings[Kernel]>
    : never;
}

/** What {@link invertedResidual} is made of. */
export interface InvertedResidualConfig<I, O, Kernel, Stride> {
  /** Channels of the input. */
  readonly in: Positive<'invertedResidual', 'in', I>;
  /** Channels of the output. */
  readonly out: Positive<'invertedResidual', 'out', O>;
  /** Height and width of the depthwise kernel: 3 (the default), 5 or 7. */
  readonly kernel?: Kernel;
  /** Of the depthwise convolution. Default 1. */
  readonly stride?: Positive<'invertedResidual', 'stride', Stride>;
  /** How many times more channels there are inside. Default 6; with 1 the first convolution is left out. */
  readonly expansion?: number;
}

/**
 * The block of MobileNetV2 (Sandler and others, 2018): a 1x1 convolution to `expansion` times as many channels, a depthwise one,
 * and a 1x1 convolution back to few, each with batch normalisation, the first two with `relu6`. Where that keeps the shape (stride
 * 1, as many channels out as in), the input is added.
 *
 * @throws ShapeError for a number out of range.
 * @example
 * ```ts
 * const block = nn.invertedResidual({ in: 16, out: 24, stride: 2 });
 * const y = block.forward(ones([1, 16, 8, 8]));   // Tensor<[1, 24, 4, 4]>
 * ```
 */
export function invertedResidual<
  const I extends number,
  const O extends number,
  const Kernel extends keyof Paddings = 3,
  const Stride extends number = 1,
>(config: InvertedResidualConfig<I, O, Kernel, Stride>): Layer<InvertedResidual<I, O, Kernel, Stride>>;
export function invertedResidual(
  config: InvertedResidualConfig<number, number, keyof Paddings, number>,
): Layer<ShapeFn> {
  const { in: inChannels, out, kernel = 3, stride = 1, expansion = 6 } = config;
  for (const [key, value] of Object.entries({ in: inChannels, out, stride, expansion })) {
    assertPositive('invertedResidual', key, value);
  }
  if (!(kernel in paddings)) {
    throw new ShapeError(`invertedResidual: kernel must be 3, 5 or 7, got ${String(kernel)}`);
  }
  const padding = paddings[kernel];
  const hidden = inChannels * expansion;
  const conv = conv2d<number, number, number, number, number, 1, number>;
  const expand = [conv({ in: inChannels, out: hidden, kernel: 1, bias: false }), batchNorm2d(hidden), relu6()];
  const layers: readonly AnyLayer[] = [
    ...(expansion === 1 ? [] : expand),
    conv({ in: hidden, out: hidden, kernel, stride, padding, groups: hidden, bias: false }),
    batchNorm2d(hidden),
    relu6(),
    conv({ in: hidden, out, kernel: 1, bias: false }),
    batchNorm2d(out),
  ];
  const adds = stride === 1 && inChannels === out;
  const check = (shape: readonly number[]): void => {
    channelNormRule('invertedResidual', shape, { wanted: '[N, C, H, W]', ranks: [4], channels: inChannels });
    convRule('conv2d', shape, [out, inChannels, kernel, kernel], { stride, padding }, 2);
  };
  return layer({
    kind: 'invertedResidual',
    config: { in: inChannels, out, kernel, stride, expansion },
    layers,
    forward(x, pass) {
      check(x.shape);
      return adds ? scope(() => add(x, runChain(x, layers, pass))) : runChain(x, layers, pass);
    },
    plan(inputShape, planner) {
      check(inputShape);
      const shape = planChain(inputShape, layers, planner);
      if (adds) planner.count({ flops: sizeOf(shape) });
      return shape;
    },
  });
}
