import type { GatherSizes, Overrides } from '@gemmule/core';
import * as fc from 'fast-check';
import type { ConformanceCase } from '../harness/case.ts';
import type { Device } from '../harness/device.ts';
import type { Random } from '../harness/random.ts';
import { gather, scatterAdd } from '../reference/gather.ts';
import { boundedSums, exact } from '../tolerance.ts';
import { checkUntouched, overrideCase, overrideProperty } from './override-case.ts';

/** Sizes and, if it matters which, the indices. */
interface GatherCase extends GatherSizes {
  readonly indices?: readonly number[];
}

const describe = ({ outer, size, inner, count, perOuter }: GatherSizes, indices: ArrayLike<number>): string =>
  `[${outer}, ${size}, ${inner}] count ${count} perOuter ${perOuter} indices [${Array.from(indices).join(', ')}]`;

/** Random ones; among seven, about one just outside on either side. */
function indicesOf({ outer, size, count, perOuter, indices }: GatherCase, random: Random): ArrayLike<number> {
  return indices ?? random.wholes(perOuter ? outer * count : count, -1, size);
}

async function checkGather(
  device: Device,
  override: Overrides['gather'],
  { indices: given, ...sizes }: GatherCase,
  random: Random,
  x: ArrayLike<number> = random.floats(sizes.outer * sizes.size * sizes.inner, -9, 9),
): Promise<void> {
  const indices = indicesOf({ ...sizes, indices: given! }, random);
  const y = device.destination(sizes.outer * sizes.count * sizes.inner);
  const what = `gather of ${describe(sizes, indices)}`;
  const done = override({ ...sizes, x: device.floats(x), indices: device.ints(indices), y });
  if (!done) return checkUntouched(device, y, what);
  await device.check(y, exact(gather(sizes, x, indices)), what, [sizes.outer, sizes.count, sizes.inner]);
}

async function checkScatterAdd(
  device: Device,
  override: Overrides['scatterAdd'],
  { indices: given, ...sizes }: GatherCase,
  random: Random,
  dy: ArrayLike<number> = random.floats(sizes.outer * sizes.count * sizes.inner),
): Promise<void> {
  const indices = indicesOf({ ...sizes, indices: given! }, random);
  const dx = device.destination(sizes.outer * sizes.size * sizes.inner);
  const what = `scatterAdd to ${describe(sizes, indices)}`;
  const done = override({ ...sizes, dy: device.floats(dy), indices: device.ints(indices), dx });
  if (!done) return checkUntouched(device, dx, what);
  const expected = boundedSums(scatterAdd(sizes, dy, indices));
  await device.check(dx, expected, what, [sizes.outer, sizes.size, sizes.inner]);
}

const arbitrarySizes: fc.Arbitrary<GatherSizes> = fc.record({
  outer: fc.integer({ min: 0, max: 3 }),
  size: fc.integer({ min: 1, max: 6 }),
  inner: fc.constantFrom(1, 2, 3, 5, 33),
  count: fc.integer({ min: 0, max: 9 }),
  perOuter: fc.boolean(),
});

const shared = { outer: 2, inner: 3, perOuter: false };
const own = { outer: 2, inner: 2, perOuter: true };

/** By what they show. */
const table: Readonly<Record<string, readonly GatherCase[]>> = {
  'one list for all outer': [
    { ...shared, size: 4, count: 3, indices: [2, 0, 3] },
    { ...shared, size: 2, count: 5, indices: [1, 1, 0, 1, 1] },
  ],
  'a list for each outer': [
    { ...own, size: 3, count: 2, indices: [2, 0, 1, 1] },
    { ...own, inner: 1, size: 5, count: 4, indices: [0, 1, 2, 3, 4, 4, 0, 4] },
  ],
  'indices outside pick nothing': [
    { ...shared, size: 3, count: 6, indices: [-1, 0, 3, 2, 2 ** 31 - 1, -(2 ** 31)] },
    { ...own, size: 2, count: 3, indices: [65_536, 1, -65_536, 0, 2, -1] },
  ],
  'no entries, and no list': [
    { ...shared, size: 0, count: 2, indices: [0, -1] },
    { ...own, size: 3, count: 0, indices: [] },
    { ...shared, outer: 0, size: 3, count: 1, indices: [2] },
  ],
  // The lower half of such an index has its highest bit set, and its upper half is not 0.
  'many positions': [
    { outer: 1, inner: 1, perOuter: false, size: 70_000, count: 4, indices: [69_999, 40_000, 65_536, 65_535] },
  ],
};

const gatherCases: ConformanceCase[] = [
  ...Object.entries(table).map(([what, cases]) =>
    overrideCase('gather', what, async (device, override, random) => {
      for (const one of cases) await checkGather(device, override, one, random);
    }),
  ),
  overrideProperty('gather', 'any sizes', arbitrarySizes, 40, (device, override, sizes, random) =>
    checkGather(device, override, sizes, random),
  ),
  overrideCase('gather', 'NaN and infinities stay where they are', (device, override, random) =>
    checkGather(
      device,
      override,
      { outer: 1, size: 3, inner: 2, count: 3, perOuter: false, indices: [1, 5, 2] },
      random,
      [NaN, Infinity, 1, -Infinity, 2, NaN],
    ),
  ),
];

const scatterAddCases: ConformanceCase[] = [
  ...Object.entries(table).map(([what, cases]) =>
    overrideCase('scatterAdd', what, async (device, override, random) => {
      for (const one of cases) await checkScatterAdd(device, override, one, random);
    }),
  ),
  overrideProperty('scatterAdd', 'any sizes', arbitrarySizes, 40, (device, override, sizes, random) =>
    checkScatterAdd(device, override, sizes, random),
  ),
  overrideCase(
    'scatterAdd',
    'NaN and infinities reach what they are added to and nothing else',
    (device, override, random) =>
      checkScatterAdd(
        device,
        override,
        { outer: 1, size: 3, inner: 2, count: 3, perOuter: false, indices: [1, 5, 2] },
        random,
        [1, -Infinity, NaN, NaN, 2, Infinity],
      ),
  ),
];

export const overrideGatherCases: readonly ConformanceCase[] = [...gatherCases, ...scatterAddCases];
