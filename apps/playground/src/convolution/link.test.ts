import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readView, writeView } from './link.ts';
import { applied, presets } from './presets.ts';
import { type ConvView, defaultSettings } from './settings.ts';

const view = (changes: Partial<ConvView>): ConvView => ({
  settings: defaultSettings,
  at: 0,
  inChannel: 0,
  outChannel: 0,
  ...changes,
});

it('what is as it is at first needs no words', () => {
  expect(writeView(view({})).toString()).toBe('');
});

describe.each(presets)('$title', (preset) => {
  it('comes back from its link', () => {
    const shown = view({ settings: applied(preset, defaultSettings), at: 5, inChannel: 1 });
    expect(readView(writeView(shown))).toEqual(shown);
  });
});

it('any text is read as settings within bounds', () => {
  const names = [
    'axes',
    'transposed',
    'input',
    'kernel',
    'stride',
    'pad',
    'mode',
    'in',
    'groups',
    'seed',
    'engine',
    'at',
  ];
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.constantFrom('1,2', '1,2,3,4', '1e9', '-1', 'same'));
  const parameters = fc.dictionary(fc.constantFrom(...names), value);
  fc.assert(
    fc.property(parameters, (entries) => {
      const read = readView(new URLSearchParams(entries));
      const { input, kernel, stride, inChannels } = read.settings;
      for (const length of [...input, ...kernel, ...stride, inChannels]) {
        expect(Number.isInteger(length) && length >= 0 && length <= 256).toBe(true);
      }
      // And what was read comes back.
      expect(readView(writeView(read))).toEqual(read);
    }),
  );
});
