import type { Convolution } from '../../convolution/lab.ts';
import { focus, look } from '../../convolution/state.ts';
import { NumberInput } from '../../controls/field.tsx';
import { isPlaying, speed, step } from './player.ts';

/** Moves the window: step by step, by itself, or to any place. */
export function Transport({ convolution: { output } }: { readonly convolution: Convolution }) {
  const { at } = focus.value;
  const last = output.height * output.width - 1;
  return (
    <div class="transport" role="group" aria-label="Sliding window">
      <button type="button" aria-label="Previous window" onClick={() => step(-1)}>
        ‹
      </button>
      <button type="button" class="primary" onClick={() => (isPlaying.value = !isPlaying.value)}>
        {isPlaying.value ? 'Pause' : 'Play'}
      </button>
      <button type="button" aria-label="Next window" onClick={() => step(1)}>
        ›
      </button>
      <input
        type="range"
        aria-label="Window"
        aria-valuetext={`row ${Math.floor(at / output.width)}, column ${at % output.width}`}
        min={0}
        max={last}
        value={at}
        onInput={({ currentTarget }) => {
          isPlaying.value = false;
          look({ at: currentTarget.valueAsNumber });
        }}
      />
      <span class="muted position">
        {at + 1} of {last + 1}
      </span>
      <label class="speed">
        <NumberInput value={speed.value} min={1} max={20} onChange={(next) => (speed.value = next)} /> a second
      </label>
    </div>
  );
}
