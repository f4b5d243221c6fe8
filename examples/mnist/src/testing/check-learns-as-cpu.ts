import { cpu } from '@gemmule/backend-cpu';
import type { Backend } from '@gemmule/core';
import { expect } from 'vitest';
import type { Digits } from '../data.ts';
import { learn } from './learn.ts';

/**
 * A backend learns what the CPU does, step by step. Both round, in another order, so their weights drift apart; but slowly:
 * after 40 steps the losses of correct backends differ in the seventh digit.
 */
export async function checkLearnsAsCpu(backend: () => Promise<Backend>, digits: Digits): Promise<void> {
  const expected = await learn(cpu({ threads: 1 }), digits);
  // Chance is 0.1, and who reads no better proves nothing.
  expect(expected.accuracy).toBeGreaterThan(0.4);
  const actual = await learn(backend(), digits);
  expect(actual.losses).toHaveLength(expected.losses.length);
  const differences = actual.losses.map((loss, step) => Math.abs(loss / expected.losses[step]! - 1));
  expect(Math.max(...differences.slice(0, 5))).toBeLessThan(1e-4);
  expect(Math.max(...differences)).toBeLessThan(1e-3);
  expect(Math.abs(actual.accuracy - expected.accuracy)).toBeLessThanOrEqual(0.01);
}
