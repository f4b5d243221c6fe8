import { useEffect } from 'preact/hooks';
import { NumberInput } from '../controls/field.tsx';
import { isPlaying, speed, step, windows } from './player.ts';
import { look, view } from './state.ts';

interface TransportProps {
  /** Lengths of the output: there is a window for each of its cells. */
  readonly output: { readonly height: number; readonly width: number };
}

/** Moves the window: step by step, by itself, or to any place. */
export function Transport({ output }: TransportProps) {
  const count = output.height * output.width;
  const last = count - 1;
  const at = view.value.value.at < count ? view.value.value.at : 0;
  useEffect(() => void (windows.value = count), [count]);
  useEffect(() => () => void (isPlaying.value = false), []);
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
