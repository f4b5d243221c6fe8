import { MpiError } from './mpi-error.ts';
import type { World } from './world.ts';

/**
 * Compares what should be the same in all processes: texts by their names.
 *
 * @throws MpiError in all of them, with the first text that differs from rank 0's.
 */
export async function assertSame(world: World, what: string, own: Readonly<Record<string, string>>): Promise<void> {
  const texts = await world.allGather(new TextEncoder().encode(JSON.stringify(own)));
  const [first, ...others] = texts.map((text) => JSON.parse(new TextDecoder().decode(text)) as Record<string, string>);
  others.forEach((other, i) => {
    const name = [...Object.keys(first!), ...Object.keys(other)].find((key) => first![key] !== other[key]);
    if (name === undefined) return;
    throw new MpiError(
      `mpi: ${what} must be the same everywhere, but ${name} is ${first![name] ?? 'missing'} in rank 0 and ` +
        `${other[name] ?? 'missing'} in rank ${i + 1}`,
    );
  });
}
