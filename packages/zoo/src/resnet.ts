import * as nn from '@gemmule/nn';
import type { ImageModel, ImageModelOptions } from './image-model.ts';
import { resnetStem } from './resnet-stem.ts';

/** A ResNet of these stages, which end in so many channels. */
export function resnet<Channels extends number, Classes extends number>(
  stages: nn.AnyLayer,
  features: number,
  options: ImageModelOptions<Channels, Classes>,
): ImageModel<Channels, Classes> {
  const { in: channels = 3 as Channels, classes = 1000 as Classes } = options;
  const model: nn.AnyLayer = nn.network<['N', number, 'H', 'W'], readonly nn.AnyLayer[]>(
    ['N', channels, 'H', 'W'],
    resnetStem<number>(channels),
    ...stages.layers,
    nn.globalAvgPool2d(),
    nn.flatten(),
    nn.linear<number, number>(features, classes),
  );
  return model as ImageModel<Channels, Classes>;
}
