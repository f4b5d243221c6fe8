import * as nn from '@gemmule/nn';
import { bottleneck } from './bottleneck.ts';
import type { ImageModel, ImageModelOptions } from './image-model.ts';
import { resnet } from './resnet.ts';

/**
 * ResNet-50 (He and others, "Deep residual learning for image recognition", 2015), sixteen blocks of three convolutions:
 * images of any size from 32 x 32, 224 x 224 in the paper. 25,557,032 parameters with 1000 classes, those of torchvision's.
 *
 * @throws ShapeError, when it is made, for a number of channels or classes that is not a positive integer.
 * @example
 * ```ts
 * const scores = resnet50({ classes: 10 }).forward(ones([1, 3, 224, 224]));   // Tensor<[1, 10]>
 * ```
 */
export function resnet50<const Channels extends number = 3, const Classes extends number = 1000>(
  options: ImageModelOptions<Channels, Classes> = {},
): ImageModel<Channels, Classes> {
  const stages = nn.sequential(
    nn.sequential(bottleneck(64, 64), bottleneck(256, 64), bottleneck(256, 64)),
    nn.sequential(bottleneck(256, 128, 2), bottleneck(512, 128), bottleneck(512, 128), bottleneck(512, 128)),
    nn.sequential(
      bottleneck(512, 256, 2),
      bottleneck(1024, 256),
      bottleneck(1024, 256),
      bottleneck(1024, 256),
      bottleneck(1024, 256),
      bottleneck(1024, 256),
    ),
    nn.sequential(bottleneck(1024, 512, 2), bottleneck(2048, 512), bottleneck(2048, 512)),
  );
  return resnet(stages, 2048, options);
}
