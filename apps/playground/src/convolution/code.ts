import { type ConvSettings, type Pads, perAxis } from './settings.ts';

/*
 * The settings as others write them. What is the default there is left out.
 */

export const languages = ['typescript', 'pytorch', 'onnx'] as const;
export type Language = (typeof languages)[number];

export const languageTitles: Readonly<Record<Language, string>> = {
  typescript: 'TypeScript',
  pytorch: 'PyTorch',
  onnx: 'ONNX attributes',
};

/** @param axes of the geometry that the engine computed: they say how much 'same' is. */
export function codeFor(language: Language, settings: ConvSettings, padding: readonly Pads[]): string {
  return { typescript, pytorch, onnx }[language](settings, padding);
}

function typescript(settings: ConvSettings): string {
  const { transposed, axes, inChannels, outChannels, groups, mode } = settings;
  const pads = settings.padding;
  const options = [
    `in: ${inChannels}`,
    `out: ${outChannels}`,
    `kernel: ${list(settings, settings.kernel)}`,
    ...unlessAll(1, settings, settings.stride, (text) => `stride: ${text}`),
    ...(pads === 'same' ? ["padding: 'same'"] : paddingOf(perAxis(settings, pads), (text) => `padding: ${text}`)),
    ...unlessAll(1, settings, settings.dilation, (text) => `dilation: ${text}`),
    ...(transposed ? unlessAll(0, settings, settings.outputPadding, (text) => `outputPadding: ${text}`) : []),
    ...(groups === 1 ? [] : [`groups: ${groups}`]),
    ...(transposed || mode === 'zeros' ? [] : [`paddingMode: '${mode}'`]),
    'bias: false',
  ];
  const name = `conv${transposed ? 'Transpose' : ''}${axes}d`;
  return `import * as nn from '@gemmule/nn';\n\nconst layer = nn.${name}({ ${options.join(', ')} });\n`;
}

/** `3` for lengths that are all alike, `[3, 5]` for others. */
function list(settings: ConvSettings, pair: readonly [number, number], [open, close] = ['[', ']']): string {
  const numbers = perAxis(settings, pair);
  return numbers.every((value) => value === numbers[0]) ? `${numbers[0]}` : `${open}${numbers.join(', ')}${close}`;
}

function unlessAll(
  usual: number,
  settings: ConvSettings,
  pair: readonly [number, number],
  write: (text: string) => string,
  brackets?: [string, string],
): string[] {
  return perAxis(settings, pair).every((value) => value === usual) ? [] : [write(list(settings, pair, brackets))];
}

function paddingOf(pads: readonly Pads[], write: (text: string) => string): string[] {
  if (pads.flat().every((value) => value === 0)) return [];
  if (!isEven(pads)) return [write(`[${pads.map(([before, after]) => `[${before}, ${after}]`).join(', ')}]`)];
  const [first] = pads.map(([before]) => before);
  return [
    write(pads.every(([before]) => before === first) ? `${first}` : `[${pads.map(([before]) => before).join(', ')}]`),
  ];
}

/** As much before as after, on every axis. */
function isEven(pads: readonly Pads[]): boolean {
  return pads.every(([before, after]) => before === after);
}

function pytorch(settings: ConvSettings, pads: readonly Pads[]): string {
  const { transposed, axes, inChannels, outChannels, groups, mode } = settings;
  const tuple: [string, string] = ['(', ')'];
  const even = isEven(pads);
  const before = pads.map(([before]) => before);
  const padding = before.every((value) => value === before[0]) ? `${before[0]}` : `(${before.join(', ')})`;
  const layer = [
    `${inChannels}, ${outChannels}, kernel_size=${list(settings, settings.kernel, tuple)}`,
    ...unlessAll(1, settings, settings.stride, (text) => `stride=${text}`, tuple),
    ...(even && before.some((value) => value > 0) ? [`padding=${padding}`] : []),
    ...unlessAll(1, settings, settings.dilation, (text) => `dilation=${text}`, tuple),
    ...(transposed ? unlessAll(0, settings, settings.outputPadding, (text) => `output_padding=${text}`, tuple) : []),
    ...(groups === 1 ? [] : [`groups=${groups}`]),
    'bias=False',
    ...(even && !transposed && mode !== 'zeros' ? [`padding_mode='${mode}'`] : []),
  ].join(', ');
  const line = `layer = nn.Conv${transposed ? 'Transpose' : ''}${axes}d(${layer})\n`;
  if (even) return `from torch import nn\n\n${line}`;
  // PyTorch's layers pad, and cut, both ends alike. Its functions count pads from the last axis on.
  const sides = [...pads].reverse().flat().join(', ');
  if (transposed) {
    const cut = pads.map(([before, after]) => `${before}:${after === 0 ? '' : `-${after}`}`).join(', ');
    return `from torch import nn\n\n${line}y = layer(x)[..., ${cut}]\n`;
  }
  const filling = mode === 'zeros' ? '' : `, mode='${mode}'`;
  return `from torch import nn\nfrom torch.nn import functional as F\n\n${line}y = layer(F.pad(x, (${sides})${filling}))\n`;
}

function onnx(settings: ConvSettings, pads: readonly Pads[]): string {
  const { transposed, groups, mode } = settings;
  const zeros = transposed || mode === 'zeros';
  const numbers = (pair: readonly [number, number]) => `[${perAxis(settings, pair).join(', ')}]`;
  const sides = [...pads.map(([before]) => before), ...pads.map(([, after]) => after)];
  const attributes = {
    kernel_shape: numbers(settings.kernel),
    strides: numbers(settings.stride),
    pads: `[${(zeros ? sides : sides.map(() => 0)).join(', ')}]`,
    dilations: numbers(settings.dilation),
    group: `${groups}`,
    ...(transposed ? { output_padding: numbers(settings.outputPadding) } : {}),
  };
  const lines = Object.entries(attributes).map(([name, value]) => `  ${name} = ${value}`);
  const node = `${transposed ? 'ConvTranspose' : 'Conv'}\n${lines.join('\n')}\n`;
  if (zeros) return node;
  const around = [0, 0, ...pads.map(([before]) => before), 0, 0, ...pads.map(([, after]) => after)];
  return `Pad\n  mode = "${{ reflect: 'reflect', replicate: 'edge', circular: 'wrap' }[mode as 'reflect']}"\n  pads = [${around.join(', ')}]   (an input)\n\n${node}`;
}
