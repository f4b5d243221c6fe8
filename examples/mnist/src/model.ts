import * as nn from '@gemmule/nn';

/**
 * A network like LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998), with what the field has learned since: relu instead
 * of tanh, the maximum of four neighbours instead of their mean.
 *
 * Hover over a layer in an editor: the types know every shape, and a layer that does not fit the one before it does not
 * compile.
 */
export function lenet() {
  return nn.network(
    ['N', 1, 28, 28],
    // Strokes: eight 5x5 patterns looked for everywhere.
    nn.conv2d({ in: 1, out: 8, kernel: 5 }),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }),
    // Corners, arcs and crossings, made of strokes.
    nn.conv2d({ in: 8, out: 16, kernel: 5 }),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }),
    // Digits, made of those: no longer local, so every number meets every other one.
    nn.flatten(),
    nn.linear(16 * 4 * 4, 120),
    nn.relu(),
    nn.linear(120, 84),
    nn.relu(),
    nn.linear(84, 10),
  );
}

export type DigitReader = ReturnType<typeof lenet>;
