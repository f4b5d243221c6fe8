import * as nn from '@gemmule/nn';

/**
 * Three times two 3x3 convolutions, each with batch normalisation, and half the resolution after each pair. Dropout before the last
 * layer: what it decides by must not hang on single numbers.
 */
export function network() {
  return nn.network(
    ['N', 1, 28, 28],
    nn.conv2d({ in: 1, out: 16, kernel: 3, padding: 'same', bias: false }),
    nn.batchNorm2d(16),
    nn.relu(),
    nn.conv2d({ in: 16, out: 16, kernel: 3, padding: 'same', bias: false }),
    nn.batchNorm2d(16),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }), // [N, 16, 14, 14]
    nn.conv2d({ in: 16, out: 32, kernel: 3, padding: 'same', bias: false }),
    nn.batchNorm2d(32),
    nn.relu(),
    nn.conv2d({ in: 32, out: 32, kernel: 3, padding: 'same', bias: false }),
    nn.batchNorm2d(32),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }), // [N, 32, 7, 7]
    nn.conv2d({ in: 32, out: 64, kernel: 3, padding: 'same', bias: false }),
    nn.batchNorm2d(64),
    nn.relu(),
    nn.conv2d({ in: 64, out: 64, kernel: 3, padding: 'same', bias: false }),
    nn.batchNorm2d(64),
    nn.relu(),
    nn.globalAvgPool2d(), // [N, 64, 1, 1]
    nn.flatten(),
    nn.dropout(0.2),
    nn.linear(64, 10),
  );
}
