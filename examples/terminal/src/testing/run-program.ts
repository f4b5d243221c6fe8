import { spawnSync } from 'node:child_process';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What Node.js is to be given for a program of these examples: they use the sources of the packages. */
export function programArguments(script: string, args: readonly string[]): string[] {
  return ['--conditions=gemmule:source', script, ...args];
}

/** Runs a program to its end, for at most a minute. */
export function runProgram(script: string, args: readonly string[], options: RunOptions = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, programArguments(script, args), {
    ...options,
    encoding: 'utf8',
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}
