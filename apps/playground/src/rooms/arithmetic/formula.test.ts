import { describe, expect, it } from 'vitest';
import { factsOf } from '../../convolution/convolve.ts';
import type { Convolution } from '../../convolution/lab.ts';
import { applied, presets } from '../../convolution/presets.ts';
import { type ConvSettings, defaultSettings } from '../../convolution/settings.ts';
import { formulasOf } from './formula.ts';

/** What an expression of the formula comes to. */
function valueOf(expression: string): number {
  const script = expression
    .replaceAll('⌊', 'Math.floor(')
    .replaceAll('⌋', ')')
    .replaceAll('·', '*')
    .replaceAll('−', '-');
  // eslint-disable-next-line typescript/no-implied-eval
  return new Function(`return ${script}`)() as number;
}

const all: (readonly [string, ConvSettings])[] = [
  ...presets.map((preset) => [preset.title, applied(preset, defaultSettings)] as const),
  [
    'uneven',
    {
      ...defaultSettings,
      input: [9, 6],
      padding: [
        [0, 1],
        [3, 0],
      ],
      stride: [3, 2],
      dilation: [2, 1],
    },
  ],
  [
    'transposed, uneven',
    {
      ...defaultSettings,
      transposed: true,
      padding: [
        [0, 1],
        [2, 0],
      ],
      outputPadding: [1, 0],
    },
  ],
];

describe.each(all)('%s', (_title, settings) => {
  it('each step of the formula is the length that the engine computes', () => {
    const facts = factsOf(settings);
    const formulas = formulasOf({ ...facts, settings } as Convolution);
    formulas.forEach(({ filled }, axis) => {
      for (const step of filled.split(' = ')) expect(valueOf(step)).toBe(facts.outputShape[axis + 2]);
    });
  });
});
