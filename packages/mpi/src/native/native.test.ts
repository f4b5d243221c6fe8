import { describe, expect, test } from 'vitest';
import { MpiError } from '../mpi-error.ts';
import { findLauncher, type Launcher } from './launcher.ts';
import { libraryNames, openLibrary } from './library.ts';

describe('who started this process', () => {
  test.each<[string, Record<string, string>, Partial<Launcher> | undefined]>([
    ['nobody', {}, undefined],
    ['a shell in a job of Slurm', { SLURM_JOB_ID: '1', SLURM_NTASKS: '4', SLURM_PROCID: '0' }, undefined],
    ['srun, one task', { SLURM_STEP_NUM_TASKS: '1' }, undefined],
    ["Open MPI's mpirun", { OMPI_COMM_WORLD_SIZE: '4', PMIX_RANK: '0' }, { family: 'openmpi', size: 4 }],
    ["MPICH's mpirun", { PMI_RANK: '1', PMI_SIZE: '3' }, { family: 'mpich', size: 3 }],
    ['srun --mpi=pmix', { PMIX_RANK: '1', SLURM_STEP_NUM_TASKS: '4' }, { family: undefined, size: 4 }],
    ['srun --mpi=pmi2', { PMI_RANK: '1', PMI_SIZE: '4', SLURM_STEP_NUM_TASKS: '4' }, { family: 'mpich', size: 4 }],
    ['a launcher with a size that is none', { PMI_RANK: '0', PMI_SIZE: 'many' }, { family: 'mpich', size: undefined }],
  ])('%s', (_, environment, expected) => {
    const found = findLauncher(environment);
    expect(found && { family: found.family, size: found.size }).toEqual(expected);
  });

  test('srun without MPI: each task would take itself for the only one', () => {
    expect(() => findLauncher({ SLURM_STEP_NUM_TASKS: '4', SLURM_PROCID: '2' })).toThrow(
      new MpiError(
        'mpi: srun started 4 tasks without MPI, and each would train alone; ' +
          'start them with `srun --mpi=pmix` (Open MPI) or `srun --mpi=pmi2` (MPICH)',
      ),
    );
  });
});

describe('the library', () => {
  const mpich = findLauncher({ PMI_RANK: '0', PMI_SIZE: '2' })!;
  const either = findLauncher({ PMIX_RANK: '0' })!;

  test('is that of the launcher, or of both where it serves both, or the one that is named', () => {
    expect(libraryNames(mpich, undefined, 'linux')).toEqual(['libmpich.so.12', 'libmpi.so.12']);
    expect(libraryNames(either, '', 'linux')).toEqual(['libmpi.so.40', 'libmpich.so.12', 'libmpi.so.12']);
    expect(libraryNames(either, '/opt/mpi/libmpi.so', 'linux')).toEqual(['/opt/mpi/libmpi.so']);
    expect(libraryNames(mpich, undefined, 'win32')).toEqual([]);
  });

  test('is the first that opens', () => {
    const load = (name: string): string => {
      if (name === 'first') throw new Error('not there');
      return `library ${name}`;
    };
    expect(openLibrary(mpich, ['first', 'second', 'third'], load)).toEqual({
      name: 'second',
      library: 'library second',
    });
  });

  test('that is missing is an error with the package to install, and what the system says of it', () => {
    const fail = (name: string): never => {
      throw new Error(`${name}: cannot open shared object file\n`);
    };
    expect(() => openLibrary(mpich, ['libmpich.so.12', 'libmpi.so.12'], fail)).toThrow(
      new MpiError(
        'mpi: this process was started by a launcher that speaks PMI, as that of MPICH does, but its library ' +
          '(libmpich.so.12, libmpi.so.12) cannot be opened; install MPICH (Debian, Ubuntu, Fedora and Homebrew: mpich), ' +
          'or set GEMMULE_MPI_LIBRARY to its path\n' +
          '  libmpich.so.12: cannot open shared object file\n  libmpi.so.12: cannot open shared object file',
      ),
    );
    expect(() => openLibrary(either, [], fail)).toThrow(/\(none is known here\).* install Open MPI .* or MPICH .*/);
  });
});
