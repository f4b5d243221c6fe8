import { computed } from '@preact/signals';
import type { Columns } from '../../convolution/lab.ts';
import { answers, type Refusal } from '../../engine/refusal.ts';
import { focus, lab, settings } from '../../convolution/state.ts';
import { latest } from '../../engine/latest.ts';

/** The group of channels whose matrix is shown: that of the output channel. */
const group = computed(() => {
  const { outChannels, groups } = settings.value;
  const share = outChannels / groups;
  return Number.isInteger(share) && share > 0 ? Math.floor(focus.value.outChannel / share) : 0;
});

/** Asked from when the room is opened on. */
const asked = latest(
  () => ({ settings: settings.value, group: group.value, generation: lab.generation.value }),
  async ({ settings, group }): Promise<Columns | Refusal> => lab.call((api) => api.unfold(settings, group)),
);

/** The last that could be computed, and why those that are set cannot be. */
export const { last: shown, refusal } = answers<Columns>(asked);
export const { isBusy } = asked;
