import { expect, it } from 'vitest';
import { descendants, parentIn } from './processor-time.ts';

it('finds the processes below one, and no others', () => {
  const processes = [
    { id: 1, parent: 0 },
    { id: 10, parent: 1 },
    { id: 11, parent: 10 },
    { id: 12, parent: 10 },
    { id: 13, parent: 12 },
    { id: 20, parent: 1 },
  ];
  expect(new Set(descendants(processes, 10))).toEqual(new Set([11, 12, 13]));
});

it('reads the parent behind a name that holds anything', () => {
  expect(parentIn('4711 (a) b) c) S 17 4711 4711 0 -1')).toBe(17);
});
