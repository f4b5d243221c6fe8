import { planConformance, type RunResult } from '@gemmule/conformance';
import { createEngine } from '../../engine/engines.ts';
import { brokenEngine } from './broken.ts';
import type { Listener, ProofEnd, ProofReport, ProveOptions, Subject } from './protocol.ts';

/** Milliseconds between two reports; in between, the worker hears what it is told. */
const interval = 100;

/** Runs the conformance suite, and tells of the results as they come. */
export async function prove(
  subject: Subject,
  { seed, tries }: ProveOptions,
  signal: AbortSignal,
  onReport: Listener<ProofReport>,
): Promise<ProofEnd> {
  const plan = await planConformance(() => (subject === 'broken' ? brokenEngine() : createEngine(subject)), {
    seed,
    tries,
  });
  const { backend, runs } = plan;
  const engine = `${backend.name} ${backend.engine}`;
  let results: RunResult[] = [];
  let [done, reported] = [0, performance.now()];
  const report = async () => {
    const told = { results, done, total: runs.length };
    results = [];
    reported = performance.now();
    await onReport(told);
  };
  await report();
  for (const run of runs) {
    if (signal.aborted) break;
    results.push(await run.execute());
    done += 1;
    if (performance.now() - reported < interval) continue;
    await report();
    await new Promise((resolve) => setTimeout(resolve));
  }
  await report();
  backend.dispose();
  return { engine, completed: done === runs.length };
}
