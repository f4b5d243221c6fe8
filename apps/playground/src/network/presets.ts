/** A network to begin with. */
export interface NetworkPreset {
  readonly title: string;
  readonly code: string;
}

const input = "['N', 1, 28, 28]";

const preset = (title: string, ...layers: readonly string[]): NetworkPreset => ({
  title,
  code: `nn.network(\n${[input, ...layers].map((line) => `  ${line},\n`).join('')})`,
});

export const networkPresets: readonly [NetworkPreset, ...NetworkPreset[]] = [
  preset(
    'Small convolutional network',
    "nn.conv2d({ in: 1, out: 8, kernel: 3, padding: 'same' })",
    'nn.relu()',
    'nn.maxPool2d({ kernel: 2 })',
    "nn.conv2d({ in: 8, out: 16, kernel: 3, padding: 'same' })",
    'nn.relu()',
    'nn.maxPool2d({ kernel: 2 })',
    'nn.flatten()',
    'nn.linear(784, 10)',
  ),
  preset(
    'LeNet-5 (LeCun and others, 1998)',
    'nn.conv2d({ in: 1, out: 6, kernel: 5, padding: 2 })',
    'nn.tanh()',
    'nn.avgPool2d({ kernel: 2 })',
    'nn.conv2d({ in: 6, out: 16, kernel: 5 })',
    'nn.tanh()',
    'nn.avgPool2d({ kernel: 2 })',
    'nn.flatten()',
    'nn.linear(400, 120)',
    'nn.tanh()',
    'nn.linear(120, 84)',
    'nn.tanh()',
    'nn.linear(84, 10)',
  ),
  preset(
    'Residual network',
    'nn.conv2d({ in: 1, out: 12, kernel: 3, stride: 2, padding: 1 })',
    'nn.batchNorm2d(12)',
    'nn.relu()',
    "nn.residual(nn.conv2d({ in: 12, out: 12, kernel: 3, padding: 'same' }), nn.batchNorm2d(12), nn.relu(), nn.conv2d({ in: 12, out: 12, kernel: 3, padding: 'same' }))",
    'nn.relu()',
    'nn.conv2d({ in: 12, out: 24, kernel: 3, stride: 2, padding: 1 })',
    'nn.batchNorm2d(24)',
    'nn.relu()',
    'nn.globalAvgPool2d()',
    'nn.flatten()',
    'nn.linear(24, 10)',
  ),
  preset(
    'Depthwise separable',
    'nn.conv2d({ in: 1, out: 16, kernel: 3, stride: 2, padding: 1 })',
    'nn.relu()',
    'nn.depthwiseSeparable({ in: 16, out: 32, kernel: 3, padding: 1 })',
    'nn.relu()',
    'nn.maxPool2d({ kernel: 2 })',
    'nn.dropout(0.2)',
    'nn.flatten()',
    'nn.linear(1568, 10)',
  ),
  preset('No convolution', 'nn.flatten()', 'nn.linear(784, 64)', 'nn.relu()', 'nn.linear(64, 10)'),
];
