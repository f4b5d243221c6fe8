import { MpiError } from '../mpi-error.ts';

/** The two families of libraries: all others (Intel MPI, MVAPICH, Cray MPICH) have the handles of MPICH. */
export type Family = 'openmpi' | 'mpich';

/** What started this process together with others. */
export interface Launcher {
  /** As a person calls it. */
  readonly name: string;
  /** Undefined where the launcher serves both. */
  readonly family: Family | undefined;
  /** Processes that were started, where the launcher says so. */
  readonly size: number | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Who started this process, by the variables that launchers set; undefined for a process that was started alone.
 *
 * @throws MpiError where Slurm started several processes without MPI: each would take itself for the only one.
 */
export function findLauncher(environment: Environment): Launcher | undefined {
  const { OMPI_COMM_WORLD_SIZE, PMI_RANK, PMI_SIZE, PMIX_RANK, SLURM_STEP_NUM_TASKS } = environment;
  if (OMPI_COMM_WORLD_SIZE !== undefined) {
    return { name: "Open MPI's mpirun", family: 'openmpi', size: count(OMPI_COMM_WORLD_SIZE) };
  }
  const tasks = count(SLURM_STEP_NUM_TASKS);
  // Before PMI: newer launchers of Slurm set both.
  if (PMIX_RANK !== undefined) return { name: 'a launcher that speaks PMIx', family: undefined, size: tasks };
  if (PMI_RANK !== undefined) {
    return { name: 'a launcher that speaks PMI, as that of MPICH does', family: 'mpich', size: count(PMI_SIZE) };
  }
  if (tasks === undefined || tasks === 1) return undefined;
  throw new MpiError(
    `mpi: srun started ${tasks} tasks without MPI, and each would train alone; ` +
      'start them with `srun --mpi=pmix` (Open MPI) or `srun --mpi=pmi2` (MPICH)',
  );
}

function count(text: string | undefined): number | undefined {
  const value = Number(text);
  return text !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
