import * as fc from 'fast-check';
import type { CaseContext, ConformanceCase } from './case.ts';
import { withDevice, type Device } from './device.ts';
import { Random } from './random.ts';

/** A case that drives required kernels directly. */
export function kernelCase(
  group: string,
  what: string,
  body: (device: Device, random: Random, context: CaseContext) => Promise<void>,
): ConformanceCase {
  return {
    name: `${group}: ${what}`,
    group,
    level: 'kernel',
    run: (context) => withDevice(context.backend, (device) => body(device, new Random(context.seed), context)),
  };
}

/**
 * A property: `body` must hold for every value of `arbitrary`, tried on `runs` of them from a fixed seed. fast-check
 * shrinks what fails, so the message shows about the smallest geometry that goes wrong.
 */
export function kernelProperty<T>(
  group: string,
  what: string,
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  body: (device: Device, value: T, random: Random) => Promise<void>,
): ConformanceCase {
  return {
    name: `${group}: ${what}`,
    group,
    level: 'kernel',
    run: (context) =>
      forAll(arbitrary, runs, context, (value, random) =>
        withDevice(context.backend, (device) => body(device, value, random)),
      ),
  };
}

/** Tries `body` on `runs` values and data seeds, or on the share of them that the context asks for. */
export async function forAll<T>(
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  { seed, tries }: Pick<CaseContext, 'seed' | 'tries'>,
  body: (value: T, random: Random) => Promise<void>,
): Promise<void> {
  const dataSeed = fc.noShrink(fc.integer({ min: 0, max: 0x7fffffff }));
  const property = fc.asyncProperty(arbitrary, dataSeed, (value, data) => body(value, new Random(data)));
  const details = await fc.check(property, { numRuns: Math.ceil(runs * tries), seed: seed | 0 });
  if (!details.failed) return;
  const { errorInstance: cause } = details;
  throw new Error(
    `${cause instanceof Error ? cause.message : String(cause)} [property: try ${details.numRuns} of ${runs}, shrunk ${details.numShrinks} times, seed ${details.seed}]`,
    { cause },
  );
}
