import * as nn from '@gemmule/nn';
import type { ImageModel, ImageModelOptions } from './image-model.ts';

/** Expansion, channels, how many blocks, and the stride of the first: table 2 of the paper. */
const stages = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;

/**
 * MobileNetV2 (Sandler and others, "MobileNetV2: inverted residuals and linear bottlenecks", 2018) of width 1, for images of any
 * size from 32 x 32. 3,504,872 parameters with 1000 classes.
 *
 * @throws ShapeError, when it is made, for a number of channels or classes that is not a positive integer.
 * @example
 * ```ts
 * const scores = mobileNetV2({ classes: 10 }).forward(ones([1, 3, 96, 96]));   // Tensor<[1, 10]>
 * ```
 */
export function mobileNetV2<const Channels extends number = 3, const Classes extends number = 1000>(
  options: ImageModelOptions<Channels, Classes> = {},
): ImageModel<Channels, Classes> {
  const { in: channels = 3 as Channels, classes = 1000 as Classes } = options;
  let before = 32;
  const blocks = stages.flatMap(([expansion, out, count, stride]) =>
    Array.from({ length: count }, (_, i) => {
      const block = nn.invertedResidual<number, number, 3, number>({
        in: before,
        out,
        expansion,
        stride: i === 0 ? stride : 1,
      });
      before = out;
      return block;
    }),
  );
  const model: nn.AnyLayer = nn.network<['N', number, 'H', 'W'], readonly nn.AnyLayer[]>(
    ['N', channels, 'H', 'W'],
    nn.conv2d<number, 32, 3, 2, 1>({ in: channels, out: 32, kernel: 3, stride: 2, padding: 1, bias: false }),
    nn.batchNorm2d(32),
    nn.relu6(),
    ...blocks,
    nn.conv2d({ in: 320, out: 1280, kernel: 1, bias: false }),
    nn.batchNorm2d(1280),
    nn.relu6(),
    nn.globalAvgPool2d(),
    nn.flatten(),
    nn.dropout(0.2),
    nn.linear<1280, number>(1280, classes),
  );
  return model as ImageModel<Channels, Classes>;
}
