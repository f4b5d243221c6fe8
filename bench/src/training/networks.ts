/*
 * The networks that are measured as a whole, as data: ours and those of other libraries are built from the same
 * description.
 */

export type LayerSpec =
  | ConvSpec
  | LinearSpec
  /** `maxPool` takes the largest of 2x2 pixels. */
  | { readonly kind: 'relu' | 'flatten' | 'maxPool' | 'globalAvgPool' }
  /** Adds its input to what its layers make of it. */
  | { readonly kind: 'residual'; readonly layers: readonly LayerSpec[] };

export interface ConvSpec {
  readonly kind: 'conv';
  readonly in: number;
  readonly out: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  /** Of its output. */
  readonly side: number;
}

export interface LinearSpec {
  readonly kind: 'linear';
  readonly in: number;
  readonly out: number;
  /** Of the image that was flattened into its inputs; 1 where there was none. */
  readonly side: number;
}

export interface Network {
  readonly channels: number;
  readonly size: number;
  readonly layers: readonly LayerSpec[];
}

export type NetworkName = keyof typeof networks;

/** Of every training step: small enough for thousands of steps on one batch. */
export const learningRate = 0.01;

const relu: LayerSpec = { kind: 'relu' };

export const networks = {
  lenet: { channels: 1, size: 28, layers: lenet() },
  resnet: { channels: 3, size: 32, layers: resnet(16) },
} satisfies Record<string, Network>;

/** The network of `examples/mnist`, like LeNet-5. */
function lenet(): LayerSpec[] {
  return [
    conv([1, 8], { side: 24, kernel: 5, padding: 0 }),
    relu,
    { kind: 'maxPool' },
    conv([8, 16], { side: 8, kernel: 5, padding: 0 }),
    relu,
    { kind: 'maxPool' },
    { kind: 'flatten' },
    linear([16 * 4 * 4, 120], 4),
    relu,
    linear([120, 84]),
    relu,
    linear([84, 10]),
  ];
}

/**
 * Like ResNet-18 for small images: 17 convolutions in four stages, each of which but the first halves the image and
 * doubles the channels, then a linear layer. Without normalisation, which `@gemmule/nn` does not have, and without a
 * shortcut around the blocks that change the shape. ResNet-18 has 64 channels in its first stage; TensorFlow.js on its
 * CPU backend would take more than an hour for a step of that.
 */
function resnet(width: number): LayerSpec[] {
  const block = (channels: number, side: number): LayerSpec[] => [
    {
      kind: 'residual',
      layers: [conv([channels, channels], { side }), relu, conv([channels, channels], { side })],
    },
    relu,
  ];
  const stage = (channels: number, side: number): LayerSpec[] => [
    conv([channels / 2, channels], { side, stride: 2 }),
    relu,
    conv([channels, channels], { side }),
    relu,
    ...block(channels, side),
  ];
  return [
    conv([3, width], { side: 32 }),
    relu,
    ...block(width, 32),
    ...block(width, 32),
    ...stage(2 * width, 16),
    ...stage(4 * width, 8),
    ...stage(8 * width, 4),
    { kind: 'globalAvgPool' },
    { kind: 'flatten' },
    linear([8 * width, 10]),
  ];
}

/** The layers that have weights, in order. */
export function weighted(layers: readonly LayerSpec[]): (ConvSpec | LinearSpec)[] {
  return layers.flatMap((layer) => {
    if (layer.kind === 'residual') return weighted(layer.layers);
    return layer.kind === 'conv' || layer.kind === 'linear' ? [layer] : [];
  });
}

/** Inputs that each output of a layer is computed from. */
export function fanIn(layer: ConvSpec | LinearSpec): number {
  return layer.kind === 'conv' ? layer.in * layer.kernel ** 2 : layer.in;
}

/** Multiplications and additions for one image, those of biases and activations left out. */
export function networkFlop({ layers }: Network): { forward: number; training: number } {
  const flops = weighted(layers).map(
    (layer) => 2 * layer.out * fanIn(layer) * (layer.kind === 'conv' ? layer.side ** 2 : 1),
  );
  const forward = flops.reduce((a, b) => a + b, 0);
  // Each product is made once more for either gradient, but nobody asks for the gradient by the images.
  return { forward, training: 3 * forward - flops[0]! };
}

function conv(
  [inChannels, out]: readonly [number, number],
  { side, kernel = 3, stride = 1, padding = 1 }: { side: number; kernel?: number; stride?: number; padding?: number },
): ConvSpec {
  return { kind: 'conv', in: inChannels, out, kernel, stride, padding, side };
}

function linear([inFeatures, out]: readonly [number, number], side = 1): LinearSpec {
  return { kind: 'linear', in: inFeatures, out, side };
}
