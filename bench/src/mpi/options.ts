import { Option } from 'commander';
import { launchers } from '../../../scripts/mpirun.mjs';
import { command, positiveInteger } from '../command.ts';

export type Family = keyof typeof launchers;

export interface MpiOptions {
  readonly mpi: Family;
  readonly rounds: number;
  readonly ranks: number;
  readonly json: string | undefined;
}

/** Reads the command line. @throws CommanderError as `command` says. */
export function readMpiOptions(argv: readonly string[]): MpiOptions {
  return command('bench:mpi', 'Times training on several processes, and MPI below it: samples taken in turns.')
    .addOption(new Option('--mpi <which>', 'whose mpirun').choices(Object.keys(launchers)).default('openmpi'))
    .option('--ranks <n>', 'processes', positiveInteger, 2)
    .parse(argv)
    .opts<MpiOptions>();
}
