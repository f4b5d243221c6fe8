import { expect, it } from 'vitest';
import { networkFlop, networks } from './networks.ts';

it('counts the products of the forward pass, and of a step all but those nobody asks for', () => {
  const first = 24 ** 2 * 8 * 25;
  const rest = 8 ** 2 * 16 * 8 * 25 + 256 * 120 + 120 * 84 + 84 * 10;
  expect(networkFlop(networks.lenet)).toEqual({ forward: 2 * (first + rest), training: 2 * (2 * first + 3 * rest) });
});
