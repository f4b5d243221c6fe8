import type { Model } from '@gemmule/nn';

/** A network that gives images of any size a score for each class. */
export type ImageModel<Channels extends number, Classes extends number> = Model<
  ['N', Channels, 'H', 'W'],
  ['N', Classes]
>;

/** What all classifiers of images may be told. */
export interface ImageModelOptions<Channels extends number, Classes extends number> {
  /** Channels of the images. Default 3. */
  readonly in?: Channels;
  /** Default 1000, as in ImageNet. */
  readonly classes?: Classes;
}
