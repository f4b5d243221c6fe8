import * as nn from '@gemmule/nn';

/** How many numbers an image becomes. It has 784. */
export const codeSize = 16;

/**
 * From an image to its code. Each stride of 2 takes away three of four places, and the last kernel covers those that are left.
 * Hover over a layer in an editor to see its shape.
 */
export function encoder() {
  return nn.network(
    ['N', 1, 28, 28],
    nn.conv2d({ in: 1, out: 16, kernel: 4, stride: 2, padding: 1 }), // [N, 16, 14, 14]
    nn.relu(),
    nn.conv2d({ in: 16, out: 32, kernel: 4, stride: 2, padding: 1 }), // [N, 32, 7, 7]
    nn.relu(),
    nn.conv2d({ in: 32, out: codeSize, kernel: 7 }), // [N, codeSize, 1, 1]
  );
}

/**
 * The way back: what a convolution with a stride takes away, a transposed one with the same numbers brings back. The result are
 * logits, of which `sigmoid` makes pixels from 0 to 1.
 */
export function decoder() {
  return nn.network(
    ['N', codeSize, 1, 1],
    nn.convTranspose2d({ in: codeSize, out: 32, kernel: 7 }), // [N, 32, 7, 7]
    nn.relu(),
    nn.convTranspose2d({ in: 32, out: 16, kernel: 4, stride: 2, padding: 1 }), // [N, 16, 14, 14]
    nn.relu(),
    nn.convTranspose2d({ in: 16, out: 1, kernel: 4, stride: 2, padding: 1 }), // [N, 1, 28, 28]
  );
}

/** Both, one after the other. They learn together, and are used together or apart. */
export interface Autoencoder {
  readonly encoder: ReturnType<typeof encoder>;
  readonly decoder: ReturnType<typeof decoder>;
  readonly whole: ReturnType<typeof wholeOf>;
}

export function autoencoder(): Autoencoder {
  const parts = { encoder: encoder(), decoder: decoder() };
  return { ...parts, whole: wholeOf(parts) };
}

function wholeOf(parts: {
  readonly encoder: ReturnType<typeof encoder>;
  readonly decoder: ReturnType<typeof decoder>;
}) {
  return nn.network(['N', 1, 28, 28], parts.encoder, parts.decoder);
}
