import { effect, signal } from '@preact/signals';
import { convolution, focus, look } from '../../convolution/state.ts';

export const isPlaying = signal(false);
/** Windows a second. */
export const speed = signal(2);

/** Moves the window, around the end to the beginning. */
export function step(by: number): void {
  const { output } = convolution.peek() ?? {};
  if (output === undefined) return;
  const count = output.height * output.width;
  look({ at: (((focus.peek().at + by) % count) + count) % count });
}

effect(() => {
  if (!isPlaying.value) return undefined;
  const timer = setInterval(() => step(1), 1000 / speed.value);
  return () => clearInterval(timer);
});
