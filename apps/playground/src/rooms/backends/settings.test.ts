import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { engineIds } from '../../engine/engines.ts';
import { defaults, readBackendsSettings, subjects, writeBackendsSettings } from './settings.ts';

it('settings come back from their link, and the usual ones need no words', () => {
  expect(writeBackendsSettings(defaults).toString()).toBe('');
  const settings = fc.record({
    subject: fc.constantFrom(...subjects),
    seed: fc.integer({ min: 0, max: 1e9 }),
    tries: fc.constantFrom(0.02, 0.1, 1),
    timed: fc.subarray([...engineIds]),
  });
  fc.assert(
    fc.property(settings, (value) => {
      expect(readBackendsSettings(new URLSearchParams(writeBackendsSettings(value).toString()))).toEqual(value);
    }),
  );
});

it('engines that there are none of are left out', () => {
  const read = readBackendsSettings(new URLSearchParams('engine=cuda&tries=5&seed=-1&timed=webgpu,cuda,webgpu'));
  expect(read).toEqual({ ...defaults, timed: ['webgpu'] });
});
