import type { BackendBuffer, Overrides } from '@gemmule/core';
import type * as fc from 'fast-check';
import type { CaseContext, ConformanceCase } from '../harness/case.ts';
import { assert } from '../harness/compare.ts';
import { forAll } from '../harness/define.ts';
import { withDevice, type Device } from '../harness/device.ts';
import { Random } from '../harness/random.ts';

/** A case for an optional kernel; it runs where the backend has that kernel. */
export function overrideCase<Name extends keyof Overrides>(
  name: Name,
  what: string,
  body: (device: Device, override: Overrides[Name], random: Random, context: CaseContext) => Promise<void>,
): ConformanceCase {
  return {
    name: `override ${name}: ${what}`,
    group: `override ${name}`,
    level: 'override',
    override: name,
    run: (context) =>
      withDevice(context.backend, (device) =>
        body(device, overrideOf(device, name), new Random(context.seed), context),
      ),
  };
}

/** As {@link overrideCase}, for every value of `arbitrary`. */
export function overrideProperty<Name extends keyof Overrides, T>(
  name: Name,
  what: string,
  arbitrary: fc.Arbitrary<T>,
  runs: number,
  body: (device: Device, override: Overrides[Name], value: T, random: Random, context: CaseContext) => Promise<void>,
): ConformanceCase {
  return {
    name: `override ${name}: ${what}`,
    group: `override ${name}`,
    level: 'override',
    override: name,
    run: (context) =>
      forAll(arbitrary, runs, context, (value, random) =>
        withDevice(context.backend, (device) => body(device, overrideOf(device, name), value, random, context)),
      ),
  };
}

function overrideOf<Name extends keyof Overrides>(device: Device, name: Name): Overrides[Name] {
  const { overrides } = device.backend;
  const override = overrides?.[name];
  assert(override !== undefined, `backend '${device.backend.name}' has no override '${name}'`);
  return override.bind(overrides) as Overrides[Name];
}

/** An override that declines must not have touched its destination, which holds NaN. */
export async function checkUntouched(device: Device, buffer: BackendBuffer, what: string): Promise<void> {
  const got = await device.read(buffer);
  const touched = got.findIndex((value) => !Number.isNaN(value));
  assert(touched < 0, `${what}: the override declined, but wrote ${got[touched]} to element ${touched}`);
}
