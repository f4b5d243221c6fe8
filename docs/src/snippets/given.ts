/**
 * What examples may use without saying where it comes from. Those of these constants that one uses, and what they use, are
 * written in front of it.
 */
import * as nn from '@gemmule/nn';

export const pixels = Float32Array.from({ length: 64 * 28 * 28 }, (_, i) => (i % 17) / 17);
export const digits = Int32Array.from({ length: 64 }, (_, i) => i % 10);
export const data = nn.arrayDataset({ inputs: pixels, inputShape: [1, 28, 28], labels: digits, classes: 10 });
export const others = data.subset(16);
export const testData = data.subset(32);
export const model = nn.network(
  ['N', 1, 28, 28],
  nn.conv2d({ in: 1, out: 4, kernel: 3, stride: 2 }),
  nn.relu(),
  nn.globalAvgPool2d(),
  nn.flatten(),
  nn.linear(4, 10),
);
export const optimizer = nn.sgd({ learningRate: 0.1 });
