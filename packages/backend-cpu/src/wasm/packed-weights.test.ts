import { expect, test } from 'vitest';
import { floatBuffer } from '../typescript/reference/buffers.ts';
import { createLinearMemory } from './memory.ts';
import { createPackedWeights } from './packed-weights.ts';

const create = () =>
  createPackedWeights(createLinearMemory(new WebAssembly.Memory({ initial: 1, maximum: 64, shared: true }), 64));

test('weights are packed once for each layout, and again after they were written', () => {
  const packed = create();
  const weight = floatBuffer([1, 2]);
  const calls: string[] = [];
  const get = (layout: string): number => packed.get(weight, layout, 2, () => calls.push(layout));
  const rows = get('rows');
  expect(get('rows')).toBe(rows);
  expect(get('tiles')).not.toBe(rows);
  expect(calls).toEqual(['rows', 'tiles']);
  packed.touch(weight);
  expect(get('tiles')).not.toBe(rows);
  expect(get('rows')).toBe(rows);
  expect(calls).toEqual(['rows', 'tiles', 'tiles', 'rows']);
});

test('a freed buffer takes its packed forms with it', () => {
  const packed = create();
  const [first, second] = [floatBuffer([1]), floatBuffer([2])];
  const address = packed.get(first, 'rows', 8, () => undefined);
  packed.drop(first);
  expect(packed.get(second, 'rows', 8, () => undefined)).toBe(address);
});

test('forms that nobody asks for any more are freed, others stay', () => {
  const packed = create();
  const weight = floatBuffer([1, 2]);
  const get = (layout: string): number => packed.get(weight, layout, 8, () => undefined);
  const old = get('old');
  const kept = get('kept');
  for (let step = 0; step < 20; step++) {
    packed.touch(weight);
    expect(get('kept')).toBe(kept);
  }
  expect(get('new')).toBe(old);
});
