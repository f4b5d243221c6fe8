import { effect } from '@preact/signals';
import { proxy, type Remote } from 'comlink';
import { isRefusal } from '../../engine/refusal.ts';
import {
  fullTest,
  generation,
  insight,
  isReady,
  last,
  layer,
  looksAt,
  losses,
  opened,
  phase,
  problem,
  said,
  settings,
  trainer,
  trials,
} from './state.ts';
import type { StepsReport, TestReport, Trainer } from './trainer.ts';

/** Trains for as many epochs as are set, from where the network stands. */
export async function train(): Promise<void> {
  const before = losses.peek().length;
  const mine = generation.peek();
  phase.value = 'running';
  problem.value = undefined;
  const watch = proxy({
    onSteps(report: StepsReport) {
      if (mine !== generation.peek()) return;
      losses.value = [...losses.peek(), ...report.losses];
      last.value = { ...report, step: before + report.step, steps: before + report.steps };
      void look();
    },
    onTest(report: TestReport) {
      if (mine !== generation.peek()) return;
      trials.value = [...trials.peek(), { ...report, step: before + report.step }];
    },
  });
  await said(async () => {
    const end = await trainer.call((api) => api.train(settings.value.peek(), watch));
    if (mine !== generation.peek()) return;
    if (isRefusal(end)) problem.value = end;
    else await testAll();
  });
  phase.value = 'idle';
}

/** For what has no answer. */
function tell(what: (api: Remote<Trainer>) => Promise<void>): void {
  void said(() => trainer.call(what));
}

export function pause(isPaused: boolean): void {
  phase.value = isPaused ? 'paused' : 'running';
  tell((api) => api.pause(isPaused));
}

export function stop(): void {
  tell((api) => api.stop());
}

/** One step of a training; where there is none, the first step of one. */
export function stepOnce(): void {
  if (phase.value === 'idle') {
    // Held from the beginning, it waits behind its first step.
    tell((api) => api.pause(true));
    void train();
    phase.value = 'paused';
    return;
  }
  if (phase.value === 'running') pause(true);
  tell((api) => api.step());
}

/** Reads all test images. */
export async function testAll(): Promise<void> {
  const report = await trainer.call((api) => api.test());
  if (isRefusal(report)) {
    problem.value = report;
    return;
  }
  const step = losses.peek().length;
  fullTest.value = { ...report, step };
  trials.value = [...trials.peek(), { ...report, step }];
  await look();
}

let looking = false;
let again = false;

/** Looks into the network; of the requests that come up meanwhile, one more is served. */
export async function look(): Promise<void> {
  again = looking;
  const chosen = layer.peek() ?? opened.peek()?.weights[0];
  if (looking || chosen === undefined || !isReady.peek()) return;
  looking = true;
  await said(async () => {
    const result = await trainer.call((api) => api.look({ layer: chosen, image: looksAt.peek() }));
    if (isRefusal(result)) problem.value ??= result;
    else insight.value = result;
  });
  looking = false;
  if (again) await look();
}

effect(() => {
  // A layer of another network.
  if (opened.value !== undefined && !opened.value.weights.includes(layer.peek() ?? ''))
    layer.value = opened.value.weights[0];
});

effect(() => {
  if (!isReady.value || layer.value === undefined || looksAt.value === undefined) return;
  void look();
});
