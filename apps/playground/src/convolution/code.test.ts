import { cpu } from '@gemmule/backend-cpu';
import { ones, registerBackend, unregisterBackend } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeFor } from './code.ts';
import { factsOf } from './convolve.ts';
import { applied, presets } from './presets.ts';
import { type ConvSettings, defaultSettings, type Pads } from './settings.ts';

beforeAll(async () => void (await registerBackend(cpu({ engine: 'typescript' }))));
afterAll(() => unregisterBackend('cpu'));

const paddingOf = (settings: ConvSettings): Pads[] =>
  factsOf(settings).axes.map(({ padBefore, padAfter }) => [padBefore, padAfter]);

const code = (language: 'typescript' | 'pytorch' | 'onnx', changes: Partial<ConvSettings>): string => {
  const settings = { ...defaultSettings, ...changes };
  return codeFor(language, settings, paddingOf(settings));
};

/** The layer that the code makes. */
function layerOf(typescript: string): nn.AnyLayer {
  const [, made = ''] = /const layer = (.*);/.exec(typescript)!;
  // eslint-disable-next-line typescript/no-implied-eval
  return new Function('nn', `return ${made}`)(nn) as nn.AnyLayer;
}

const more: Record<string, Partial<ConvSettings>> = {
  'uneven padding': {
    padding: [
      [0, 1],
      [2, 0],
    ],
    kernel: [2, 3],
    stride: [1, 2],
    dilation: [2, 1],
  },
  same: { padding: 'same', stride: [1, 1] },
  reflecting: { mode: 'reflect', inChannels: 4, outChannels: 6, groups: 2 },
  'transposed, uneven': {
    transposed: true,
    padding: [
      [0, 1],
      [1, 0],
    ],
    outputPadding: [1, 0],
  },
};

describe('TypeScript', () => {
  const all = [
    ...presets.map((preset) => [preset.title, applied(preset, defaultSettings)] as const),
    ...Object.entries(more).map(([title, changes]) => [title, { ...defaultSettings, ...changes }] as const),
  ];

  it.each(all)('%s: the layer makes what the picture shows', (_title, settings) => {
    const { inputShape, outputShape, weightShape } = factsOf(settings);
    const layer = layerOf(codeFor('typescript', settings, paddingOf(settings)));
    expect(layer.slots.get('weight')!.definition.shape).toEqual(weightShape);
    expect(layer.run(ones([...inputShape])).shape).toEqual(outputShape);
  });
});

it('PyTorch', () => {
  expect(code('pytorch', {})).toBe(
    'from torch import nn\n\nlayer = nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=1, bias=False)\n',
  );
  expect(code('pytorch', more['reflecting']!)).toContain("groups=2, bias=False, padding_mode='reflect')");
  // F.pad begins with the last axis.
  expect(code('pytorch', more['uneven padding']!)).toBe(
    'from torch import nn\nfrom torch.nn import functional as F\n\n' +
      'layer = nn.Conv2d(1, 1, kernel_size=(2, 3), stride=(1, 2), dilation=(2, 1), bias=False)\n' +
      'y = layer(F.pad(x, (2, 0, 0, 1)))\n',
  );
  expect(code('pytorch', more['transposed, uneven']!)).toBe(
    'from torch import nn\n\n' +
      'layer = nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2, output_padding=(1, 0), bias=False)\n' +
      'y = layer(x)[..., 0:-1, 1:]\n',
  );
});

it('ONNX', () => {
  expect(code('onnx', more['uneven padding']!)).toBe(
    'Conv\n  kernel_shape = [2, 3]\n  strides = [1, 2]\n  pads = [0, 2, 1, 0]\n  dilations = [2, 1]\n  group = 1\n',
  );
  expect(code('onnx', { mode: 'replicate' })).toBe(
    'Pad\n  mode = "edge"\n  pads = [0, 0, 1, 1, 0, 0, 1, 1]   (an input)\n\n' +
      'Conv\n  kernel_shape = [3, 3]\n  strides = [2, 2]\n  pads = [0, 0, 0, 0]\n  dilations = [1, 1]\n  group = 1\n',
  );
  expect(code('onnx', { transposed: true, outputPadding: [1, 1] })).toContain(
    'ConvTranspose\n  kernel_shape = [3, 3]\n  strides = [2, 2]\n  pads = [1, 1, 1, 1]\n  dilations = [1, 1]\n  group = 1\n  output_padding = [1, 1]\n',
  );
});
