import { computed, type ReadonlySignal } from '@preact/signals';
import { latest } from '../engine/latest.ts';
import { workerLink } from '../engine/worker-link.ts';
import { settingsInAddress } from '../shell/address.ts';
import { type Convolution, isRefusal, type Lab, type Refusal } from './lab.ts';
import { readView, writeView } from './link.ts';
import type { ConvSettings, ConvView } from './settings.ts';

/** Of both rooms that look at a convolution. */
export const view = settingsInAddress<ConvView>({ rooms: ['arithmetic', 'im2col'], read: readView, write: writeView });

/** The same object for as long as the convolution stays the same. */
export const settings: ReadonlySignal<ConvSettings> = computed(() => view.value.value.settings);

/** Sets the convolution. Changes of the same `step` in a row are undone together. */
export function changeSettings(changes: Partial<ConvSettings>, step?: string): void {
  const { value } = view.value;
  view.change({ ...value, settings: { ...value.settings, ...changes } }, step ?? Object.keys(changes).join());
}

/** Looks elsewhere. */
export function look(changes: Partial<Omit<ConvView, 'settings'>>): void {
  view.replace({ ...view.value.peek(), ...changes });
}

export const lab = workerLink<Lab>('lab');

const asked = latest(
  () => ({ settings: settings.value, generation: lab.generation.value }),
  async ({ settings }): Promise<Convolution | Refusal> => lab.call((api) => api.convolve(settings)),
);

/** The sentence of the engine where it refuses what is set, or of the worker where it fails. */
export const refusal: ReadonlySignal<Refusal | undefined> = computed(() => {
  const { value: message } = asked.error;
  if (message !== undefined) return { error: 'Error', message };
  const { value: answer } = asked.answer;
  return answer !== undefined && isRefusal(answer) ? answer : undefined;
});

let shown: Convolution | undefined;
/** The last one that could be computed. */
export const convolution: ReadonlySignal<Convolution | undefined> = computed(() => {
  const { value: answer } = asked.answer;
  if (answer !== undefined && !isRefusal(answer)) shown = answer;
  return shown;
});

/** Where one looks, within what there is. */
export const focus: ReadonlySignal<Omit<ConvView, 'settings'>> = computed(() => {
  const { at, inChannel, outChannel } = view.value.value;
  const { output, input } = convolution.value ?? {};
  const within = (index: number, count = 1) => (index < count ? index : 0);
  return {
    at: within(at, (output?.height ?? 0) * (output?.width ?? 0)),
    inChannel: within(inChannel, input?.channels),
    outChannel: within(outChannel, output?.channels),
  };
});
