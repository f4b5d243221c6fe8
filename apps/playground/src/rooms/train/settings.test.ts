import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { networkPresets } from '../../network/presets.ts';
import { defaults, limits, readTrainSettings, type TrainSettings, writeTrainSettings } from './settings.ts';

const again = (settings: TrainSettings): TrainSettings =>
  readTrainSettings(new URLSearchParams(writeTrainSettings(settings).toString()));

it('what is as it is at first needs no words', () => {
  expect(writeTrainSettings(defaults).toString()).toBe('');
  expect(again(defaults)).toEqual(defaults);
});

it('settings come back from their link', () => {
  const settings: TrainSettings = {
    dataset: 'fashion',
    code: `${networkPresets[0].code} // 100 % & more + ünïcode`,
    optimizer: 'sgd',
    learningRate: 3e-5,
    batch: 7,
    epochs: 2,
    seed: 12,
    engine: 'webgl2',
  };
  expect(again(settings)).toEqual(settings);
});

it('any text is read as settings within bounds', () => {
  const names = ['data', 'code', 'optimizer', 'rate', 'batch', 'epochs', 'seed', 'engine'];
  const value = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), value), (entries) => {
      const read = readTrainSettings(new URLSearchParams(entries));
      expect(read.batch >= 1 && read.batch <= limits.batch).toBe(true);
      expect(read.epochs >= 1 && read.epochs <= limits.epochs).toBe(true);
      expect(read.learningRate >= 0 && read.learningRate <= limits.learningRate).toBe(true);
      expect(again(read)).toEqual(read);
    }),
  );
});
