import { allTasks, type Task, titleOf } from '@gemmule/bench/cases';
import { play } from '@gemmule/bench/play';
import { prepareOn } from '@gemmule/bench/tasks';
import type { Backend } from '@gemmule/core';
import { createEngine, type EngineId } from '../../engine/engines.ts';
import type { BenchReport, Listener } from './protocol.ts';

/** What the layers of networks spend their time on: some of `bench`, in its words. */
const titles: readonly string[] = [
  'gemm 512x512x512',
  '3x3 64->64 @56, forward',
  '3x3 256->256 @14, forward',
  '1x1 256->64 @56, forward',
  'depthwise 3x3 144 @56, forward',
  '3x3 64->64 @56, filter gradient',
  'LeNet @28, batch 32, training step',
];

const benchTasks: readonly Task[] = allTasks().filter((task) => titles.includes(titleOf(task)));

/** Rounds, milliseconds for all rounds of a task, and milliseconds of one sample. */
const [rounds, budget, sample] = [15, 8000, 40];

/** Times each task on all engines in turns, once their results have been compared with a reference in float64. */
export async function benchmark(
  engines: readonly EngineId[],
  signal: AbortSignal,
  onReport: Listener<BenchReport>,
): Promise<void> {
  const backends: (readonly [EngineId, Backend])[] = [];
  try {
    for (const id of engines) backends.push([id, await createEngine(id)]);
    const [first, ...others] = backends.map(peerOf);
    if (first === undefined) return;
    for (const [done, task] of benchTasks.entries()) {
      const show = (stage: string): void =>
        void onReport({ stage: `${titleOf(task)}: ${stage}`, done, total: benchTasks.length });
      const outcome = await play(task, [first, ...others], {
        all: true,
        rounds,
        budget,
        sample,
        signal,
        clock: () => performance.now(),
        pause: () => new Promise((resolve) => setTimeout(resolve)),
        onStage: show,
        onRound: (round) => show(`round ${round}`),
      });
      if (outcome === undefined) return;
      const scores = [...outcome.scores].map(([name, score]) => [name as EngineId, score] as const);
      await onReport({
        stage: titleOf(task),
        done: done + 1,
        total: benchTasks.length,
        outcome: { ...outcome, scores },
      });
    }
  } finally {
    for (const [, backend] of backends) backend.dispose();
  }
}

function peerOf([name, backend]: readonly [EngineId, Backend]): Parameters<typeof play>[1][0] {
  return {
    name,
    version: '',
    engine: backend.engine,
    threads: 1,
    defers: backend.name === 'gpu',
    prepare: (...of) => prepareOn(backend, ...of),
  };
}
