import { computed, type ReadonlySignal } from '@preact/signals';
import { type Columns, isRefusal, type Refusal } from '../../convolution/lab.ts';
import { focus, lab, settings } from '../../convolution/state.ts';
import { latest } from '../../engine/latest.ts';

/** The group of channels whose matrix is shown: that of the output channel. */
const group = computed(() => {
  const { outChannels, groups } = settings.value;
  const share = outChannels / groups;
  return Number.isInteger(share) && share > 0 ? Math.floor(focus.value.outChannel / share) : 0;
});

/** Asked from when the room is opened on. */
export const columns = latest(
  () => ({ settings: settings.value, group: group.value, generation: lab.generation.value }),
  async ({ settings, group }): Promise<Columns | Refusal> => lab.call((api) => api.unfold(settings, group)),
);

export const refusal: ReadonlySignal<Refusal | undefined> = computed(() => {
  const { value: message } = columns.error;
  if (message !== undefined) return { error: 'Error', message };
  const { value: answer } = columns.answer;
  return answer !== undefined && isRefusal(answer) ? answer : undefined;
});

let last: Columns | undefined;
/** The last that could be computed. */
export const shown: ReadonlySignal<Columns | undefined> = computed(() => {
  const { value: answer } = columns.answer;
  if (answer !== undefined && !isRefusal(answer)) last = answer;
  return last;
});
