import { ShapeError } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import type { ImageModel, ImageModelOptions } from './image-model.ts';

/** Convolutions in each of the five stages, by how many layers learn (configurations A, B, D and E of the paper). */
const stages = { 11: [1, 1, 2, 2, 2], 13: [2, 2, 2, 2, 2], 16: [2, 2, 3, 3, 3], 19: [2, 2, 4, 4, 4] } as const;
/** Channels of the stages. */
const widths = [64, 128, 256, 512, 512] as const;

/** What {@link vgg} may be told. */
export interface VggOptions<Channels extends number, Classes extends number> extends ImageModelOptions<
  Channels,
  Classes
> {
  /** Whether each convolution is followed by batch normalisation. Default false, as in the paper. */
  readonly batchNorm?: boolean;
  /** Share of the numbers between the last layers that is dropped in training. Default 0.5. */
  readonly dropout?: number;
}

/**
 * VGG (Simonyan and Zisserman, "Very deep convolutional networks for large-scale image recognition", 2014) with 11, 13, 16 or 19
 * layers that learn: 3x3 convolutions in five stages, each half the size of the one before, and three linear layers. Images of any
 * size from 32 x 32; those beyond 224 x 224 are averaged down to what the linear layers take. VGG-16 has 138,357,544 parameters.
 *
 * @throws ShapeError for another number of layers.
 * @example
 * ```ts
 * const scores = vgg(11, { classes: 10, batchNorm: true }).forward(ones([1, 3, 64, 64]));   // Tensor<[1, 10]>
 * ```
 */
export function vgg<const Channels extends number = 3, const Classes extends number = 1000>(
  layers: keyof typeof stages,
  options: VggOptions<Channels, Classes> = {},
): ImageModel<Channels, Classes> {
  const { in: channels = 3 as Channels, classes = 1000 as Classes, batchNorm = false, dropout = 0.5 } = options;
  if (!Object.hasOwn(stages, layers)) {
    throw new ShapeError(`vgg: there are networks of 11, 13, 16 and 19 layers, not of ${String(layers)}`);
  }
  let before: number = channels;
  const features = stages[layers].flatMap((convolutions, i) => {
    const width = widths[i]!;
    const stage = Array.from({ length: convolutions }, (_, j) => unit(j === 0 ? before : width, width, batchNorm));
    before = width;
    return [...stage.flat(), nn.maxPool2d({ kernel: 2 })];
  });
  const model: nn.AnyLayer = nn.network<['N', number, 'H', 'W'], readonly nn.AnyLayer[]>(
    ['N', channels, 'H', 'W'],
    ...features,
    nn.adaptiveAvgPool2d(7),
    nn.flatten(),
    nn.linear(25_088, 4096),
    nn.relu(),
    nn.dropout(dropout),
    nn.linear(4096, 4096),
    nn.relu(),
    nn.dropout(dropout),
    nn.linear<4096, number>(4096, classes),
  );
  return model as ImageModel<Channels, Classes>;
}

function unit(inChannels: number, out: number, batchNorm: boolean): nn.AnyLayer[] {
  const conv = nn.conv2d<number, number, 3, 1, 1>({ in: inChannels, out, kernel: 3, padding: 1 });
  return batchNorm ? [conv, nn.batchNorm2d<number>(out), nn.relu()] : [conv, nn.relu()];
}
