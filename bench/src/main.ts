import { setImmediate, setTimeout } from 'node:timers/promises';
import { allTasks, type Task } from './cases.ts';
import { type Options, readOptions } from './options.ts';
import { peersOf } from './peers/index.ts';
import type { Peer } from './peers/peer.ts';
import { type Outcome, play } from './play.ts';
import { isQuiet, type Machine, machine } from './quiet/machine.ts';
import { type Environment, header, report, toJson } from './report.ts';
import { chosen, host, inOrder, inShell, save } from './shell.ts';

await inShell(() => main(readOptions(process.argv)));

async function main(options: Options): Promise<number> {
  const tasks = chosen(allTasks(), options.filter);
  if (tasks.length === 0) return 2;
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
  if (!save(options.json, () => toJson(environment, outcomes))) return 1;
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
  return await inOrder(tasks, (task, show) =>
    play(task, peers, {
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
      onStage: show,
      onRound: (round) => show(`round ${round}`),
    }),
  );
}

/** Waits until each thread has a core to itself, half a second at the most. */
async function quietMoment(below: Machine, threads: number): Promise<void> {
  for (let look = 0; look < 50 && !isQuiet(below.look(), threads); look++) await setTimeout(1);
}

function describe(peers: readonly Peer[]): Environment {
  return {
    ...host(),
    peers: peers.map(({ name, version, engine, threads }) => ({ name, version, engine, threads })),
  };
}
