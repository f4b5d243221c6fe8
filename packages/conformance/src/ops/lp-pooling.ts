import { lpPool, type Geometry } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { axis } from '../harness/geometry.ts';
import { type Examples, opCases, type OpExample } from '../harness/op-case.ts';
import type { Random } from '../harness/random.ts';
import { avgPool } from '../reference/pool.ts';
import { unaryRules } from '../reference/unary.ts';
import { sumBound, UNIT_ROUNDOFF } from '../tolerance.ts';

/** Roundings of a power of x, relative to it. */
function roundings(x: number, exponent: number): number {
  const power = x ** exponent;
  return unaryRules.pow.error(x, power, exponent, 0) / Math.abs(power);
}

/** Of positive numbers: their p-th powers have no sign to lose. */
function example(geometry: Geometry, norm: number, source: Random): OpExample {
  const shape = [2, 1, ...geometry.map((a) => a.input)];
  const [kernel, stride] = [geometry.map((a) => a.kernel), geometry.map((a) => a.stride)];
  const taps = kernel.reduce((a, b) => a * b, 1);
  return {
    what: `lpPool of [${shape.join(', ')}] norm ${norm} kernel [${kernel.join(', ')}] stride [${stride.join(', ')}]`,
    inputs: [{ shape, data: source.floats(2 * geometry.reduce((area, a) => area * a.input, 1), 0.5, 3) }],
    run: (x) => lpPool(x, { norm, kernel, stride }),
    reference: (x) => {
      const powers = Float64Array.from(x.data, (value) => value ** norm);
      const means = avgPool({ planes: 2, geometry, countIncludePad: true }, powers);
      const sums = means.values.map((mean) => mean * taps);
      const ofPowers = Math.max(...Array.from(x.data, (value) => roundings(value, norm)));
      return {
        shape: [2, 1, ...geometry.map((a) => a.output)],
        values: sums.map((sum) => sum ** (1 / norm)),
        // What the sum is off by relatively, the root is off by a p-th part of.
        bounds: sums.map((sum) => {
          const root = sum ** (1 / norm);
          return sumBound((ofPowers + means.terms + 1) / norm, root) + roundings(sum, 1 / norm) * UNIT_ROUNDOFF * root;
        }),
      };
    },
    gradient: { roundings: 200 },
  };
}

const side: Geometry = [axis({ input: 4, kernel: 2, stride: 2 }), axis({ input: 6, kernel: 3, stride: 3 })];
const tables: Record<string, Record<string, Examples>> = {
  lpPool1d: {
    'norms of windows that overlap': (source) => [example([axis({ input: 5, kernel: 3, stride: 1 })], 3, source)],
  },
  lpPool2d: { 'norms of windows side by side': (source) => [example(side, 2, source)] },
  lpPool3d: {
    'norms of windows of three axes': (source) => [example([axis({ input: 2, kernel: 2 }), ...side], 2, source)],
  },
};

export const lpPoolingCases: readonly ConformanceCase[] = Object.entries(tables).flatMap(([name, table]) =>
  opCases(name, table),
);
