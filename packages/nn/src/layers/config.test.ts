import { describe, expect, test } from 'vitest';
import * as nn from '../index.ts';

describe('layers tell what they were made with', () => {
  test.each<[nn.AnyLayer, object]>([
    [
      nn.conv2d({ in: 2, out: 4, kernel: 3, padding: 'same', groups: 2, bias: false }),
      {
        in: 2,
        out: 4,
        kernel: [3, 3],
        stride: 1,
        padding: 'same',
        paddingMode: 'zeros',
        dilation: 1,
        groups: 2,
        bias: false,
      },
    ],
    [
      nn.convTranspose1d({ in: 2, out: 4, kernel: 3, stride: 2, outputPadding: 1 }),
      {
        in: 2,
        out: 4,
        kernel: [3],
        stride: 2,
        padding: 0,
        dilation: 1,
        outputPadding: 1,
        outputSize: undefined,
        groups: 1,
        bias: true,
      },
    ],
    [nn.linear(3, 5), { inFeatures: 3, outFeatures: 5, bias: true }],
    [nn.maxPool2d({ kernel: 2 }), { kernel: 2, stride: 2, padding: 0, dilation: 1, ceilMode: false }],
    [
      nn.avgPool3d({ kernel: 2, stride: 1, countIncludePad: false }),
      { kernel: 2, stride: 1, padding: 0, dilation: 1, ceilMode: false, countIncludePad: false },
    ],
    [
      nn.batchNorm2d(3, { affine: false }),
      { channels: 3, epsilon: 1e-5, momentum: 0.1, affine: false, trackRunningStats: true },
    ],
    [nn.groupNorm(2, 4), { groups: 2, channels: 4, epsilon: 1e-5, affine: true }],
    [nn.instanceNorm2d(4), { channels: 4, epsilon: 1e-5, affine: false }],
    [nn.layerNorm(8), { normalizedShape: [8], epsilon: 1e-5, affine: true }],
    [nn.flatten(), { startAxis: 1 }],
    [nn.softmax(1), { axis: 1 }],
    [nn.leakyRelu(), { slope: 0.01 }],
    [nn.elu(0.5), { alpha: 0.5 }],
    [nn.clip(-1, 2), { low: -1, high: 2 }],
    [nn.prelu(3), { channels: 3, initial: 0.25 }],
    [nn.dropout(0.2), { p: 0.2 }],
    [nn.embedding(5, 3), { count: 5, features: 3 }],
    [nn.residual({ activation: nn.relu() }), { shortcut: false, activation: true }],
    [nn.invertedResidual({ in: 4, out: 6 }), { in: 4, out: 6, kernel: 3, stride: 1, expansion: 6 }],
    [nn.upsample({ scale: 2 }), { scale: 2, mode: 'nearest', alignCorners: false }],
    [nn.pixelShuffle(2), { factor: 2 }],
    [nn.adaptiveAvgPool2d(1), { outputSize: 1 }],
    [nn.relu(), {}],
    [nn.layer({ kind: 'mine', config: { a: 1 }, forward: (x) => x, plan: (shape) => shape }), { a: 1 }],
  ])('$0.kind', ({ config }, wanted) => {
    expect(config).toEqual(wanted);
    expect(Object.isFrozen(config)).toBe(true);
  });
});
