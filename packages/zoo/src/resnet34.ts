import * as nn from '@gemmule/nn';
import { basicBlock } from './basic-block.ts';
import type { ImageModel, ImageModelOptions } from './image-model.ts';
import { resnet } from './resnet.ts';

/**
 * ResNet-34 (He and others, "Deep residual learning for image recognition", 2015), sixteen blocks of two convolutions:
 * images of any size from 32 x 32, 224 x 224 in the paper. 21,797,672 parameters with 1000 classes, those of torchvision's.
 *
 * @throws ShapeError, when it is made, for a number of channels or classes that is not a positive integer.
 * @example
 * ```ts
 * const scores = resnet34({ classes: 10 }).forward(ones([1, 3, 224, 224]));   // Tensor<[1, 10]>
 * ```
 */
export function resnet34<const Channels extends number = 3, const Classes extends number = 1000>(
  options: ImageModelOptions<Channels, Classes> = {},
): ImageModel<Channels, Classes> {
  const stages = nn.sequential(
    nn.sequential(basicBlock(64, 64), basicBlock(64, 64), basicBlock(64, 64)),
    nn.sequential(basicBlock(64, 128, 2), basicBlock(128, 128), basicBlock(128, 128), basicBlock(128, 128)),
    nn.sequential(
      basicBlock(128, 256, 2),
      basicBlock(256, 256),
      basicBlock(256, 256),
      basicBlock(256, 256),
      basicBlock(256, 256),
      basicBlock(256, 256),
    ),
    nn.sequential(basicBlock(256, 512, 2), basicBlock(512, 512), basicBlock(512, 512)),
  );
  return resnet(stages, 512, options);
}
