import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { proxy, type Remote } from 'comlink';
import { answers, isRefusal, type Refusal, refusalOf } from '../../engine/refusal.ts';
import { latest } from '../../engine/latest.ts';
import { workerLink } from '../../engine/worker-link.ts';
import { type DataFile, type DataIndex, pixels } from '../../network/data-files.ts';
import { settingsInAddress } from '../../shell/address.ts';
import { readTrainSettings, type TrainSettings, writeTrainSettings } from './settings.ts';
import type { FullTestReport, Insight, Opened, StepsReport, TestReport, Trainer } from './trainer.ts';

export const settings = settingsInAddress<TrainSettings>({
  rooms: ['train'],
  read: readTrainSettings,
  write: writeTrainSettings,
});

export function change(changes: Partial<TrainSettings>): void {
  settings.change({ ...settings.value.value, ...changes }, Object.keys(changes).join());
}

export const trainer = workerLink<Trainer>('trainer');

/** Why something that was asked for did not happen. */
export const problem = signal<Refusal | undefined>(undefined);

const folder = new URL('data/', document.baseURI).href;

/** The images that came with the page. */
export const index = latest(
  () => folder,
  async (folder): Promise<DataIndex> => {
    const response = await fetch(`${folder}index.json`);
    if (!response.ok) throw new Error(`there are no images with this page: the server says ${response.status}`);
    return (await response.json()) as DataIndex;
  },
);

export const dataFile: ReadonlySignal<DataFile | undefined> = computed(() => {
  const { files = [] } = index.answer.value ?? {};
  return files.find(({ name }) => name === settings.value.value.dataset) ?? files[0];
});

export const phase = signal<'idle' | 'running' | 'paused'>('idle');
/** Of each step so far. */
export const losses = signal<readonly number[]>([]);
export const trials = signal<readonly TestReport[]>([]);
export const last = signal<StepsReport | undefined>(undefined);
export const fullTest = signal<FullTestReport | undefined>(undefined);
export const insight = signal<Insight | undefined>(undefined);
/** The layer whose weights are shown. */
export const layer = signal<string | undefined>(undefined);
/** What the network looks at: a test image, or a drawing. */
export const looksAt = signal<number | Float32Array>(0);

/** Counts networks: what is still told of an earlier one is of no interest. */
let generation = 0;

function forget(): void {
  generation += 1;
  problem.value = undefined;
  [losses.value, trials.value] = [[], []];
  [last.value, fullTest.value, insight.value] = [undefined, undefined, undefined];
}

/** What the network is made from; the same object for as long as that stays the same. */
const made = computed(() => {
  const { code, engine, seed, batch } = settings.value.value;
  return JSON.stringify({ code, engine, seed, batch });
});

/** Counted up to begin anew with the same settings. */
const beginnings = signal(0);

export const network = latest(
  () => ({ made: made.value, beginning: beginnings.value, generation: trainer.generation.value }),
  async (): Promise<Opened | Refusal> => {
    forget();
    return trainer.call((api) => api.open(settings.value.peek()));
  },
);

/** The network where there is one, and why there is none. */
const { current, refusal: refused } = answers<Opened>(network);
export const opened: ReadonlySignal<Opened | undefined> = current;
export const refusal: ReadonlySignal<Refusal | undefined> = computed(() => {
  const { value: message } = index.error;
  return refused.value ?? (message === undefined ? undefined : { error: 'Error', message });
});

/** The data set that the worker has. */
export const loaded = latest(
  () => ({ file: dataFile.value, generation: trainer.generation.value }),
  async ({ file }): Promise<string | undefined> => {
    if (file === undefined) return undefined;
    problem.value = await trainer.call((api) => api.load(file, folder));
    return problem.value === undefined ? file.name : undefined;
  },
);

export const isReady: ReadonlySignal<boolean> = computed(
  () =>
    opened.value !== undefined && loaded.answer.value !== undefined && !network.isBusy.value && !loaded.isBusy.value,
);

/** Ink from 0 to 1, and what it shows, where that is known. */
export interface Sheet {
  readonly ink: Float32Array;
  readonly label?: number | undefined;
}

/** What the network looks at, as a picture. */
export const sheet = latest(
  () => ({ looksAt: looksAt.value, isReady: isReady.value }),
  async ({ looksAt, isReady }): Promise<Sheet> => {
    if (typeof looksAt !== 'number') return { ink: looksAt };
    if (!isReady) return { ink: new Float32Array(pixels) };
    const { pixels: ink, labels } = await trainer.call((api) => api.images([looksAt]));
    return { ink: Float32Array.from(ink, (value) => value / 255), label: labels[0] };
  },
);

/** Does something, and says why it could not be done. */
export async function said(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    problem.value = refusalOf(error);
  }
}

/** Trains for as many epochs as are set, from where the network stands. */
export async function train(): Promise<void> {
  const before = losses.peek().length;
  const mine = generation;
  phase.value = 'running';
  problem.value = undefined;
  const watch = proxy({
    onSteps(report: StepsReport) {
      if (mine !== generation) return;
      losses.value = [...losses.peek(), ...report.losses];
      last.value = { ...report, step: before + report.step, steps: before + report.steps };
      void look();
    },
    onTest(report: TestReport) {
      if (mine !== generation) return;
      trials.value = [...trials.peek(), { ...report, step: before + report.step }];
    },
  });
  await said(async () => {
    const end = await trainer.call((api) => api.train(settings.value.peek(), watch));
    if (mine !== generation) return;
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

/** The network as it was before it learned anything. */
export function beginAnew(): void {
  beginnings.value += 1;
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
