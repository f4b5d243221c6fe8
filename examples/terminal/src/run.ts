import { BackendError, FormatError, ShapeError } from '@gemmule/core';
import { CommanderError } from 'commander';

/** Runs a program, which gives its exit code. What is wrong with the user's files, flags and machine becomes one line. */
export async function run(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (isExpected(error)) {
      console.error(`error: ${error.message}`);
      process.exitCode = 1;
    } else throw error;
  }
}

/** Any other is a bug, and its stack is wanted. */
function isExpected(error: unknown): error is Error {
  if (error instanceof FormatError || error instanceof ShapeError || error instanceof BackendError) return true;
  return error instanceof Error && 'syscall' in error;
}
