import type { RunResult } from '@gemmule/conformance';
import { signal } from '@preact/signals';
import { proxy } from 'comlink';
import { type Refusal, refusalOf } from '../../engine/refusal.ts';
import { workerLink } from '../../engine/worker-link.ts';
import { settingsInAddress } from '../../shell/address.ts';
import type { BenchOutcome, BenchReport, ProofReport, Prover } from './protocol.ts';
import { type BackendsSettings, readBackendsSettings, writeBackendsSettings } from './settings.ts';

export const settings = settingsInAddress<BackendsSettings>({
  rooms: ['backends'],
  read: readBackendsSettings,
  write: writeBackendsSettings,
});

export function change(changes: Partial<BackendsSettings>): void {
  settings.change({ ...settings.value.value, ...changes }, Object.keys(changes).join());
}

export const prover = workerLink<Prover>('prover');

/** What the worker is doing. */
export const running = signal<'proof' | 'benchmark' | undefined>(undefined);
/** Why it could not. */
export const problem = signal<Refusal | undefined>(undefined);

/** How a proof went, or goes. */
export interface Proof {
  readonly engine: string | undefined;
  readonly results: readonly RunResult[];
  readonly total: number;
  readonly settings: BackendsSettings;
  readonly isComplete: boolean;
}

export const proof = signal<Proof | undefined>(undefined);

export async function startProof(): Promise<void> {
  const { value: chosen } = settings.value;
  problem.value = undefined;
  running.value = 'proof';
  proof.value = { engine: undefined, results: [], total: 0, settings: chosen, isComplete: false };
  const onReport = proxy(({ results, total }: ProofReport) => {
    proof.value = { ...proof.peek()!, results: [...proof.peek()!.results, ...results], total };
  });
  try {
    const { engine, completed } = await prover.call((api) => api.prove(chosen.subject, chosen, onReport));
    proof.value = { ...proof.peek()!, engine, isComplete: completed };
  } catch (error) {
    problem.value = refusalOf(error);
    proof.value = undefined;
  }
  running.value = undefined;
}

export const outcomes = signal<readonly BenchOutcome[]>([]);
export const benchStage = signal<BenchReport | undefined>(undefined);

export async function startBenchmark(): Promise<void> {
  problem.value = undefined;
  running.value = 'benchmark';
  outcomes.value = [];
  const onReport = proxy((report: BenchReport) => {
    benchStage.value = report;
    if (report.outcome !== undefined) outcomes.value = [...outcomes.peek(), report.outcome];
  });
  try {
    await prover.call((api) => api.benchmark(settings.value.value.timed, onReport));
  } catch (error) {
    problem.value = refusalOf(error);
  }
  running.value = undefined;
  benchStage.value = undefined;
}

export function stop(): void {
  prover.call((api) => api.stop()).catch((error: unknown) => (problem.value = refusalOf(error)));
}
