/**
 * Well-known networks as typed code.
 *
 * @packageDocumentation
 */
export { type BasicBlock, basicBlock } from './basic-block.ts';
export { type Bottleneck, bottleneck } from './bottleneck.ts';
export type { ImageModel, ImageModelOptions } from './image-model.ts';
export { lenet5, type Lenet5Options } from './lenet5.ts';
export { mobileNetV2 } from './mobile-net-v2.ts';
export { resnet18 } from './resnet18.ts';
export { resnet34 } from './resnet34.ts';
export { resnet50 } from './resnet50.ts';
export { type SegmentationModel, unet, type UnetOptions } from './unet.ts';
export { vgg, type VggOptions } from './vgg.ts';
