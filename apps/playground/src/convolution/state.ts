import { computed, type ReadonlySignal } from '@preact/signals';
import { latest } from '../engine/latest.ts';
import { workerLink } from '../engine/worker-link.ts';
import { settingsInAddress } from '../shell/address.ts';
import type { Convolution, Lab } from './lab.ts';
import { answers, type Refusal } from '../engine/refusal.ts';
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

/** The last that could be computed, and why the one that is set cannot be. */
export const { last: convolution, refusal } = answers<Convolution>(asked);
export const { isBusy } = asked;

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
