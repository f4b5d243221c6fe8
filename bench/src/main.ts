import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { allTasks, titleOf } from './cases.ts';
import { readOptions } from './options.ts';
import { allPeers } from './peers/index.ts';
import { type Outcome, play } from './play.ts';
import { progressOn } from './progress.ts';
import { type Environment, header, report, toJson } from './report.ts';

const options = readOptions(process.argv);
const { filter } = options;
const tasks = allTasks().filter((task) => filter === undefined || titleOf(task).includes(filter));
if (tasks.length === 0) {
  console.error(`error: no task matches --filter '${filter}'; there are:`);
  for (const task of allTasks()) console.error(`  ${titleOf(task)}`);
  process.exit(2);
}

// The first Ctrl-C prints what there is. With the listener gone, the second one ends the process at once.
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

const peers = await allPeers();
const environment = describe();
console.log(header(environment));

const progress = progressOn(process.stderr);
const outcomes: Outcome[] = [];
for (const [i, task] of tasks.entries()) {
  const title = `[${i + 1}/${tasks.length}] ${titleOf(task)}`;
  const outcome = await play(task, peers, {
    all: options.all,
    rounds: options.rounds,
    budget: options.budget * 1000,
    sample: 10,
    signal: interrupt.signal,
    clock: () => performance.now(),
    pause: () => setImmediate(),
    onStage: (stage) => progress.show(`${title}: ${stage}`),
    onRound: (round) => progress.show(`${title}: round ${round}`),
  });
  if (outcome === undefined) break;
  outcomes.push(outcome);
  progress.log(`${title}: ${outcome.rounds} rounds`);
}
progress.end();

console.log(report(outcomes, peers));
if (options.json !== undefined) writeFileSync(options.json, toJson(environment, outcomes));
if (interrupt.signal.aborted) {
  console.log(`interrupted: ${outcomes.length} of ${tasks.length} tasks`);
  process.exitCode = 130;
}

function describe(): Environment {
  const processors = cpus();
  return {
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    processors: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown processor'}`,
    date: new Date().toISOString(),
    peers: peers.map(({ name, version, engine }) => ({ name, version, engine })),
  };
}
