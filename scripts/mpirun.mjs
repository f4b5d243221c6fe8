// Finds the launchers of Open MPI and of MPICH, for the tests and benches of packages/mpi. No dependencies and no TypeScript
// here: `npm test` runs this before anything is installed.

import { spawnSync } from 'node:child_process';

/**
 * @typedef {object} Launcher
 * @property {string} name as people call it
 * @property {string} package Debian's
 * @property {readonly string[]} commands what its mpirun may be called
 * @property {RegExp} version what `--version` prints
 * @property {readonly string[]} args for as many processes as we like, on cores of the system's choice
 */

/** @type {Readonly<Record<'openmpi' | 'mpich', Launcher>>} */
export const launchers = {
  openmpi: {
    name: 'Open MPI',
    package: 'openmpi-bin',
    commands: ['mpirun.openmpi', 'mpirun'],
    version: /Open MPI|OpenRTE|PRRTE/,
    // Bound to one core, a process would starve its own threads.
    args: ['--bind-to', 'none', '--oversubscribe', ...(process.getuid?.() === 0 ? ['--allow-run-as-root'] : [])],
  },
  mpich: {
    name: 'MPICH',
    package: 'mpich',
    commands: ['mpirun.mpich', 'mpiexec.hydra', 'mpirun'],
    version: /HYDRA/,
    args: [],
  },
};

/**
 * The command that starts processes with this MPI; undefined where it is not installed.
 *
 * @param {keyof typeof launchers} family
 */
export function findMpirun(family) {
  const { commands, version } = launchers[family];
  return commands.find((command) => {
    const { stdout } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 20_000 });
    return version.test(stdout ?? '');
  });
}
