import { type ConvSettings, defaultSettings, type Pads } from './settings.ts';

export interface Preset {
  readonly title: string;
  /** Where it is from. */
  readonly source: string;
  readonly changes: Partial<ConvSettings>;
}

const paper = 'Dumoulin and Visin, arXiv 1603.07285';

/** The same on both axes. */
interface Square {
  readonly input: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly outputPadding?: number;
}

function square({
  input,
  kernel,
  stride = 1,
  padding = 0,
  dilation = 1,
  outputPadding = 0,
}: Square): Partial<ConvSettings> {
  const pads: Pads = [padding, padding];
  return {
    input: [input, input],
    kernel: [kernel, kernel],
    stride: [stride, stride],
    padding: [pads, pads],
    dilation: [dilation, dilation],
    outputPadding: [outputPadding, outputPadding],
  };
}

const figure = (title: string, geometry: Square): Preset => ({ title, source: paper, changes: square(geometry) });
const transposed = (title: string, geometry: Square): Preset => ({
  title,
  source: paper,
  changes: { ...square(geometry), transposed: true },
});

const layer = (title: string, source: string, geometry: Square, changes: Partial<ConvSettings> = {}): Preset => ({
  title,
  source,
  changes: { ...square(geometry), ...changes },
});

/** The figures of the guide to convolution arithmetic, and layers that well-known networks are made of. */
export const presets: readonly Preset[] = [
  figure('No padding, unit strides (figure 2.1)', { input: 4, kernel: 3 }),
  figure('Arbitrary padding, unit strides (2.2)', { input: 5, kernel: 4, padding: 2 }),
  figure('Half padding, unit strides (2.3)', { input: 5, kernel: 3, padding: 1 }),
  figure('Full padding, unit strides (2.4)', { input: 5, kernel: 3, padding: 2 }),
  figure('No padding, strides 2 (2.5)', { input: 5, kernel: 3, stride: 2 }),
  figure('Padding, strides 2 (2.6)', { input: 5, kernel: 3, stride: 2, padding: 1 }),
  figure('Padding, strides 2, a line not reached (2.7)', { input: 6, kernel: 3, stride: 2, padding: 1 }),
  transposed('Transposed, no padding (4.1)', { input: 2, kernel: 3 }),
  transposed('Transposed, arbitrary padding (4.2)', { input: 6, kernel: 4, padding: 2 }),
  transposed('Transposed, half padding (4.3)', { input: 5, kernel: 3, padding: 1 }),
  transposed('Transposed, full padding (4.4)', { input: 7, kernel: 3, padding: 2 }),
  transposed('Transposed, strides 2 (4.5)', { input: 2, kernel: 3, stride: 2 }),
  transposed('Transposed, padding, strides 2 (4.6)', { input: 3, kernel: 3, stride: 2, padding: 1 }),
  transposed('Transposed, output padding (4.7)', { input: 3, kernel: 3, stride: 2, padding: 1, outputPadding: 1 }),
  figure('Dilated (5.1)', { input: 7, kernel: 3, dilation: 2 }),
  layer('LeNet-5, first layer', 'LeCun and others, 1998', { input: 32, kernel: 5 }, { outChannels: 6 }),
  layer(
    'AlexNet, first layer',
    'Krizhevsky and others, 2012',
    { input: 227, kernel: 11, stride: 4 },
    { inChannels: 3 },
  ),
  layer(
    'ResNet, first layer',
    'He and others, 2015',
    { input: 224, kernel: 7, stride: 2, padding: 3 },
    { inChannels: 3 },
  ),
  layer(
    'ResNet, last stage',
    'He and others, 2015',
    { input: 7, kernel: 3, padding: 1 },
    { inChannels: 4, outChannels: 4 },
  ),
  layer(
    'MobileNetV2, depthwise, strides 2',
    'Sandler and others, 2018',
    { input: 14, kernel: 3, stride: 2, padding: 1 },
    { inChannels: 8, outChannels: 8, groups: 8 },
  ),
  layer('DeepLab, atrous rate 6', 'Chen and others, 2017', { input: 33, kernel: 3, padding: 6, dilation: 6 }),
  layer(
    'U-Net, up-convolution',
    'Ronneberger and others, 2015',
    { input: 8, kernel: 2, stride: 2 },
    { transposed: true },
  ),
  layer(
    'DCGAN, generator',
    'Radford and others, 2015',
    { input: 4, kernel: 4, stride: 2, padding: 1 },
    { transposed: true },
  ),
  {
    title: 'WaveNet, causal, dilation 4',
    source: 'van den Oord and others, 2016',
    changes: {
      axes: 1,
      input: [1, 16],
      kernel: [1, 2],
      stride: [1, 1],
      dilation: [1, 4],
      padding: [
        [0, 0],
        [4, 0],
      ],
    },
  },
];

/** Everything that a preset does not say is as in the beginning, but for the numbers and the engine. */
export function applied({ changes }: Preset, { seed, engine, numbers }: ConvSettings): ConvSettings {
  return { ...defaultSettings, stride: [1, 1], ...changes, seed, engine, numbers };
}
