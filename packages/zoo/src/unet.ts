import { assertPositive } from '@gemmule/core';
import * as nn from '@gemmule/nn';

/** A network that gives each cell of an image a score for each class. */
export type SegmentationModel<Channels extends number, Classes extends number> = nn.Model<
  ['N', Channels, 'H', 'W'],
  ['N', Classes, number, number]
>;

/** What {@link unet} may be told. */
export interface UnetOptions<Channels extends number, Classes extends number> {
  /** Channels of the images. Default 1. */
  readonly in?: Channels;
  /** Default 2, as in the paper. */
  readonly classes?: Classes;
  /** Channels at full resolution; each level below has twice as many. Default 64. */
  readonly width?: number;
  /** How often the resolution is halved. Default 4. */
  readonly depth?: number;
}

/**
 * U-Net (Ronneberger, Fischer and Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015): down to a
 * coarse image and up again, and at each level what was seen on the way down beside what comes from below. With padded
 * convolutions and batch normalisation, so that the result is as large as the image, whose sides must be multiples of `2^depth`.
 * 31,036,546 parameters with the default options.
 *
 * @throws ShapeError when width or depth is not a positive integer.
 * @example
 * ```ts
 * const model = unet({ in: 3, classes: 4, width: 16, depth: 3 });
 * const scores = model.forward(ones([1, 3, 64, 64]));   // Tensor<[1, 4, number, number]>, of shape [1, 4, 64, 64]
 * ```
 */
export function unet<const Channels extends number = 1, const Classes extends number = 2>(
  options: UnetOptions<Channels, Classes> = {},
): SegmentationModel<Channels, Classes> {
  const { in: channels = 1 as Channels, classes = 2 as Classes, width = 64, depth = 4 } = options;
  assertPositive('unet', 'width', width);
  assertPositive('unet', 'depth', depth);
  const model: nn.AnyLayer = nn.network<['N', number, 'H', 'W'], readonly nn.AnyLayer[]>(
    ['N', channels, 'H', 'W'],
    level(channels, width, depth),
    conv({ in: width, out: classes, kernel: 1 }),
  );
  return model as SegmentationModel<Channels, Classes>;
}

const conv = nn.conv2d<number, number, number, number, number>;

/** From `inChannels` to `width` channels of the same resolution, with `depth` levels below. */
function level(inChannels: number, width: number, depth: number): nn.AnyLayer {
  if (depth === 0) return nn.sequential(...twice(inChannels, width));
  const below = nn.sequential(
    nn.maxPool2d({ kernel: 2 }),
    level(width, 2 * width, depth - 1),
    nn.convTranspose2d<number, number, 2, 2>({ in: 2 * width, out: width, kernel: 2, stride: 2 }),
  );
  return nn.sequential(...twice(inChannels, width), nn.parallel(nn.sequential(), below), ...twice(2 * width, width));
}

function twice(inChannels: number, out: number): nn.AnyLayer[] {
  return [inChannels, out].flatMap((from) => [
    conv({ in: from, out, kernel: 3, padding: 1, bias: false }),
    nn.batchNorm2d<number>(out),
    nn.relu(),
  ]);
}
