import { effect, type ReadonlySignal, signal } from '@preact/signals';

/** What became of the questions so far. */
export interface Latest<A> {
  /** The last answer; it stays while the next one is computed. */
  readonly answer: ReadonlySignal<A | undefined>;
  /** Why there was none, where the asking failed. */
  readonly error: ReadonlySignal<string | undefined>;
  readonly isBusy: ReadonlySignal<boolean>;
}

/**
 * Asks whenever the question changes, one at a time: of the questions that come up while one is being answered, only the last is
 * asked.
 */
export function latest<Q, A>(question: () => Q, ask: (question: Q) => Promise<A>): Latest<A> {
  const answer = signal<A | undefined>(undefined);
  const error = signal<string | undefined>(undefined);
  const isBusy = signal(false);
  let waiting: { readonly question: Q } | undefined;

  async function work(): Promise<void> {
    isBusy.value = true;
    while (waiting !== undefined) {
      const { question } = waiting;
      waiting = undefined;
      try {
        answer.value = await ask(question);
        error.value = undefined;
      } catch (cause) {
        error.value = cause instanceof Error ? cause.message : String(cause);
      }
    }
    isBusy.value = false;
  }

  effect(() => {
    waiting = { question: question() };
    if (!isBusy.peek()) void work();
  });
  return { answer, error, isBusy };
}
