import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { BackendError } from '@gemmule/core';
import { CommanderError } from 'commander';
import { type Task, titleOf } from './cases.ts';
import type { Outcome } from './play.ts';
import { progressOn } from './progress.ts';
import { type Environment, summaryOf } from './report.ts';

/** Runs a benchmark: the exit code is its result, and mistakes of whoever started it are one line. */
export async function inShell(main: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await main();
  } catch (error) {
    // An engine or a number of threads that there is not: what the backend says of it is all there is to say.
    if (error instanceof BackendError) console.error(`error: ${error.message}`);
    else if (!(error instanceof CommanderError)) throw error;
    process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
}

/** The machine, and what runs there now. */
export function host(): Omit<Environment, 'peers'> {
  const processors = cpus();
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    date: new Date().toISOString(),
  };
}

/** The tasks whose title contains `filter`. Where there is none, it says which there are. */
export function chosen(all: readonly Task[], filter: string | undefined): Task[] {
  const tasks = all.filter((task) => filter === undefined || titleOf(task).includes(filter));
  if (tasks.length === 0) {
    const titles = all.map((task) => `  ${titleOf(task)}`);
    console.error(`error: no task contains '${filter}'; there are:\n${titles.join('\n')}`);
  }
  return tasks;
}

/** Plays the tasks one after the other and shows how far it is, until one has no outcome. */
export async function inOrder(
  tasks: readonly Task[],
  play: (task: Task, show: (stage: string) => void) => Promise<Outcome | undefined>,
): Promise<Outcome[]> {
  const progress = progressOn(process.stderr);
  const outcomes: Outcome[] = [];
  for (const [i, task] of tasks.entries()) {
    const title = `[${i + 1}/${tasks.length}] ${titleOf(task)}`;
    const outcome = await play(task, (stage) => progress.show(`${title}: ${stage}`));
    if (outcome === undefined) break;
    outcomes.push(outcome);
    progress.log(`${title}: ${summaryOf(outcome)}`);
  }
  progress.end();
  return outcomes;
}

/** Writes results to the file that was asked for, if one was; whether that went well. */
export function save(file: string | undefined, json: () => string): boolean {
  if (file === undefined) return true;
  try {
    writeFileSync(file, json());
    return true;
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
    return false;
  }
}
