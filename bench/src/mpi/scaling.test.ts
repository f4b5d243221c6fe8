import { describe, expect, test } from 'vitest';
import { allReduceSeconds, efficiency, type Network } from './scaling.ts';

const network: Network = { name: 'of round numbers', latency: 1e-6, bandwidth: 1e9 };

describe('allreduce on paper', () => {
  test.each([
    [1, 1e6, 0],
    // There and back, half of the bytes each.
    [2, 1e6, 2e-6 + 1e-3],
    [4, 1e6, 4e-6 + 1.5e-3],
    [5, 0, 6e-6],
    [512, 8, 18e-6 + 16 * (511 / 512) * 1e-9],
  ])('%i processes, %i bytes', (ranks, bytes, seconds) => {
    expect(allReduceSeconds(ranks, bytes, network)).toBeCloseTo(seconds, 12);
  });
});

describe('the share of time that goes into learning', () => {
  const step = { alone: 0.1, together: 0.11, bytes: 40e6, buckets: 10 };

  test('is what was measured where messages cost nothing', () => {
    const free = { name: 'none', latency: 0, bandwidth: Infinity };
    expect(efficiency(512, step, free)).toBeCloseTo(0.1 / 0.11, 9);
  });

  test('falls with the number of processes, and with slower networks', () => {
    const shares = [2, 8, 64, 512].map((ranks) => efficiency(ranks, step, network));
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(efficiency(8, step, { ...network, bandwidth: 1e8 })).toBeLessThan(shares[1]!);
  });

  test('where all can be sent meanwhile, only the last bucket is waited for', () => {
    const fast = { name: 'fast', latency: 0, bandwidth: 1e12 };
    expect(efficiency(2, step, fast)).toBeCloseTo(0.1 / (0.11 + 4e6 / 1e12), 6);
  });
});
