import type { ConvShape, PoolShape, Shape } from '@gemmule/core';
import * as nn from '@gemmule/nn';

/** What {@link resnetStem} does to shapes. */
export interface ResnetStem<I extends number> extends nn.ShapeFn {
  readonly out: Pooled<ConvShape<2, nn.In<this['in']>, [64, I, 7, 7], 2, 3>>;
}

type Pooled<Result> = Result extends Shape ? PoolShape<'maxPool2d', 2, Result, 3, 2, 1> : Result;

/** The first layers of a ResNet: `[N, C, H, W]` to 64 channels and a quarter of the size. */
export function resnetStem<const I extends number>(inChannels: I): nn.Layer<ResnetStem<I>> {
  const stem: nn.AnyLayer = nn.sequential(
    nn.conv2d<number, 64, 7, 2, 3>({ in: inChannels, out: 64, kernel: 7, stride: 2, padding: 3, bias: false }),
    nn.batchNorm2d(64),
    nn.relu(),
    nn.maxPool2d({ kernel: 3, stride: 2, padding: 1 }),
  );
  return stem as nn.Layer<ResnetStem<I>>;
}
