import { computed, type ReadonlySignal, signal } from '@preact/signals';

/** A value that remembers what it was. */
export interface History<T> {
  readonly value: ReadonlySignal<T>;
  readonly canUndo: ReadonlySignal<boolean>;
  readonly canRedo: ReadonlySignal<boolean>;
  /** Changes in a row with the same `step`, such as those of one slider, are undone together. */
  readonly change: (next: T, step?: string) => void;
  /** A change that nobody would want to undo by itself: where one is looking. */
  readonly replace: (next: T) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** Steps back that are kept. */
const depth = 200;
/** Milliseconds; a later change by the same control is a step of its own. */
const pause = 1000;

export function history<T>(first: T, clock: () => number = () => performance.now()): History<T> {
  const past = signal<readonly T[]>([]);
  const value = signal(first);
  const future = signal<readonly T[]>([]);
  let last: { readonly step: string; readonly time: number } | undefined;

  return {
    value,
    canUndo: computed(() => past.value.length > 0),
    canRedo: computed(() => future.value.length > 0),
    change(next, step) {
      const time = clock();
      const continues = step !== undefined && last?.step === step && time - last.time < pause;
      last = step === undefined ? undefined : { step, time };
      if (!continues) past.value = [...past.peek().slice(1 - depth), value.peek()];
      future.value = [];
      value.value = next;
    },
    replace(next) {
      value.value = next;
    },
    undo() {
      const before = past.peek().at(-1);
      if (before === undefined) return;
      past.value = past.peek().slice(0, -1);
      future.value = [value.peek(), ...future.peek()];
      value.value = before;
      last = undefined;
    },
    redo() {
      const [next, ...rest] = future.peek();
      if (next === undefined) return;
      past.value = [...past.peek(), value.peek()];
      future.value = rest;
      value.value = next;
      last = undefined;
    },
  };
}
