import { readFileSync } from 'node:fs';
import { guardBeforeJoining } from './guard.ts';
import { Job } from './job.ts';
import { findLauncher } from './native/launcher.ts';
import { openNative } from './native/native.ts';
import { assertSame } from './same.ts';
import { Solo } from './solo.ts';
import type { World } from './world.ts';

let world: Promise<World> | undefined;

guardBeforeJoining();

/**
 * Joins the processes that `mpirun` started with this one; outside of it, a world of one, for which no MPI is needed. Each
 * further call gives the same world.
 *
 * The library is found by who started the process: Open MPI or MPICH, or whatever GEMMULE_MPI_LIBRARY names. From here on a
 * process that fails, is killed or leaves ends all of them, with an exit code that is not 0.
 *
 * @throws MpiError when the library is missing (with the package to install) or is another MPI's than the launcher; when the
 *   processes have different versions of Node.js, MPI or this package.
 * @example
 * ```ts
 * // mpirun -n 4 node train.js
 * const world = await mpi();
 * console.log(`rank ${world.rank} of ${world.size} on ${world.library}`);
 * ```
 */
export function mpi(): Promise<World> {
  world ??= join();
  return world;
}

async function join(): Promise<World> {
  const launcher = findLauncher(process.env);
  if (launcher === undefined) return new Solo();
  const native = openNative();
  const job = await Job.join(native, launcher.size);
  await assertSame(job, 'versions', {
    ...packageVersions(),
    'Node.js': process.version,
    platform: `${process.platform} ${process.arch}`,
    'the MPI library': job.library,
  });
  return job;
}

/** Versions of the packages that have to agree. */
function packageVersions(): Record<string, string> {
  const entries = {
    '@gemmule/core': import.meta.resolve('@gemmule/core'),
    '@gemmule/nn': import.meta.resolve('@gemmule/nn'),
    '@gemmule/mpi': import.meta.url,
  };
  const versionOf = (entry: string): string =>
    (JSON.parse(readFileSync(new URL('../package.json', entry), 'utf8')) as { version: string }).version;
  return Object.fromEntries(Object.entries(entries).map(([name, entry]) => [name, versionOf(entry)]));
}
