import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { BackendError } from '@gemmule/core';
import { CommanderError } from 'commander';
import { allTasks, type Task, titleOf } from './cases.ts';
import { type Options, readOptions } from './options.ts';
import { peersOf } from './peers/index.ts';
import type { Peer } from './peers/peer.ts';
import { type Outcome, play } from './play.ts';
import { progressOn } from './progress.ts';
import { isQuiet, type Machine, machine } from './quiet/machine.ts';
import { type Environment, header, report, summaryOf, toJson } from './report.ts';

try {
  process.exitCode = await main(readOptions(process.argv));
} catch (error) {
  // An engine or a number of threads that there is not: what the backend says of it is all there is to say.
  if (error instanceof BackendError) console.error(`error: ${error.message}`);
  else if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
}

async function main(options: Options): Promise<number> {
  const { filter } = options;
  const tasks = allTasks().filter((task) => filter === undefined || titleOf(task).includes(filter));
  if (tasks.length === 0) {
    const titles = allTasks().map((task) => `  ${titleOf(task)}`);
    console.error(`error: no task contains '${filter}'; there are:\n${titles.join('\n')}`);
    return 2;
  }
  // The first Ctrl-C prints what there is. With the listener gone, the second one ends the process at once.
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());

  const peers = await peersOf(options);
  const environment = describe(peers);
  console.log(header(environment));
  const below = options.quiet ? await machine(options.threads) : undefined;
  const outcomes = await playAll(tasks, peers, options, below, interrupt.signal);
  await below?.dispose();
  console.log(report(outcomes, peers));
  for (const peer of peers) await peer.dispose?.();
  if (options.json !== undefined) {
    try {
      writeFileSync(options.json, toJson(environment, outcomes));
    } catch (error) {
      console.error(`error: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    }
  }
  if (!interrupt.signal.aborted) return 0;
  console.log(`interrupted: ${outcomes.length} of ${tasks.length} tasks`);
  return 130;
}

async function playAll(
  tasks: readonly Task[],
  peers: readonly [Peer, ...Peer[]],
  { all, rounds, budget, threads }: Options,
  below: Machine | undefined,
  signal: AbortSignal,
): Promise<Outcome[]> {
  const progress = progressOn(process.stderr);
  const outcomes: Outcome[] = [];
  // Threads of other libraries that wait for more work spin for a while, on the cores of whoever is next.
  const spins = peers.some((peer) => peer.threads > 1 && !peer.name.startsWith('gemmule'));
  const rest = () => (spins ? setTimeout(20) : setImmediate());
  const pause = async () => {
    await rest();
    if (below !== undefined) await quietMoment(below, threads);
  };
  const undisturbed =
    below &&
    (async () => {
      await rest();
      return isQuiet(below.look(), threads);
    });
  for (const [i, task] of tasks.entries()) {
    const title = `[${i + 1}/${tasks.length}] ${titleOf(task)}`;
    const outcome = await play(task, peers, {
      all,
      rounds,
      budget: budget * 1000,
      // Quiet moments are short.
      sample: below === undefined ? 10 : 4,
      wake: threads > 1,
      signal,
      clock: () => performance.now(),
      pause,
      undisturbed,
      onStage: (stage) => progress.show(`${title}: ${stage}`),
      onRound: (round) => progress.show(`${title}: round ${round}`),
    });
    if (outcome === undefined) break;
    outcomes.push(outcome);
    progress.log(`${title}: ${summaryOf(outcome)}`);
  }
  progress.end();
  return outcomes;
}

/** Waits until each thread has a core to itself, half a second at the most. */
async function quietMoment(below: Machine, threads: number): Promise<void> {
  for (let look = 0; look < 50 && !isQuiet(below.look(), threads); look++) await setTimeout(1);
}

function describe(peers: readonly Peer[]): Environment {
  const processors = cpus();
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    date: new Date().toISOString(),
    peers: peers.map(({ name, version, engine, threads }) => ({ name, version, engine, threads })),
  };
}
