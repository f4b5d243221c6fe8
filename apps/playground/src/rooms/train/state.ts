import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { answers, isRefusal, type Refusal, refusalOf } from '../../engine/refusal.ts';
import { latest } from '../../engine/latest.ts';
import { workerLink } from '../../engine/worker-link.ts';
import { type DataFile, type DataIndex, pixels } from '../../network/data-files.ts';
import { settingsInAddress } from '../../shell/address.ts';
import { Memory } from './memory.ts';
import { readTrainSettings, type TrainSettings, writeTrainSettings } from './settings.ts';
import type { FullTestReport, Insight, Opened, Plan, StepsReport, TestReport, Trainer } from './trainer.ts';

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
export const generation = signal(0);

/** How a network that was trained and left had done. */
interface Past {
  readonly losses: readonly number[];
  readonly trials: readonly TestReport[];
  readonly last: StepsReport | undefined;
  readonly fullTest: FullTestReport | undefined;
}

const pasts = new Memory<Past>(5);
const nothing: Past = { losses: [], trials: [], last: undefined, fullTest: undefined };

function show(past: Past): void {
  [losses.value, trials.value] = [past.losses, past.trials];
  [last.value, fullTest.value] = [past.last, past.fullTest];
}

/** What the network is made from; the same text for as long as that stays the same. */
const made = computed(() => {
  const { code, engine, seed } = settings.value.value;
  return JSON.stringify({ code, engine, seed });
});
/** Of the network at hand. */
let madeFrom = '';

/** Counted up to begin anew with the same settings. */
const beginnings = signal(0);
let begun = 0;

export const network = latest(
  () => ({ made: made.value, beginning: beginnings.value, worker: trainer.generation.value }),
  async ({ made, beginning }): Promise<Opened | Refusal> => {
    if (losses.peek().length > 0) {
      const past = { losses: losses.peek(), trials: trials.peek(), last: last.peek(), fullTest: fullTest.peek() };
      pasts.keep(madeFrom, past);
    }
    generation.value += 1;
    [problem.value, insight.value] = [undefined, undefined];
    show(nothing);
    const anew = beginning !== begun;
    [madeFrom, begun] = [made, beginning];
    const result = await trainer.call((api) => api.open(settings.value.peek(), anew));
    const past = pasts.take(made);
    if (past !== undefined && !isRefusal(result) && !result.isNew) show(past);
    return result;
  },
);

/** The network where there is one, and why there is none. */
const { current, refusal: refused } = answers<Opened>(network);
export const opened: ReadonlySignal<Opened | undefined> = current;
export const refusal: ReadonlySignal<Refusal | undefined> = computed(() => {
  const { value: message } = index.error;
  return refused.value ?? (message === undefined ? undefined : { error: 'Error', message });
});

/** Its plan for as many images as a step has. */
export const plan = latest(
  () => ({ opened: opened.value, batch: settings.value.value.batch }),
  async ({ opened, batch }): Promise<Plan | undefined> => opened && trainer.call((api) => api.plan(batch)),
);

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

/** The network as it was before it learned anything. */
export function beginAnew(): void {
  beginnings.value += 1;
}
