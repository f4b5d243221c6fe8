import { effect, signal } from '@preact/signals';
import { look, view } from './state.ts';

export const isPlaying = signal(false);
/** Windows a second. */
export const speed = signal(2);

/** How many windows there are in the picture that is shown. */
export const windows = signal(1);

/** Moves the window, around the end to the beginning. */
export function step(by: number): void {
  const count = windows.peek();
  look({ at: (((view.value.peek().at + by) % count) + count) % count });
}

effect(() => {
  if (!isPlaying.value) return undefined;
  const timer = setInterval(() => step(1), 1000 / speed.value);
  return () => clearInterval(timer);
});
