import { computed, type ReadonlySignal } from '@preact/signals';
import type { Latest } from './latest.ts';

/** Why something was not done: the engine's own sentence, and the kind of its error. */
export interface Refusal {
  readonly error: string;
  readonly message: string;
}

export function isRefusal(result: object): result is Refusal {
  return 'error' in result && 'message' in result;
}

/** What was thrown, as it is said. */
export function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Error) return { error: thrown.name, message: thrown.message };
  return { error: 'Error', message: String(thrown) };
}

/** The answers of a worker that may refuse. */
export interface Answers<A> {
  /** The last answer; undefined where it was a refusal. */
  readonly current: ReadonlySignal<A | undefined>;
  /** The last that was none. */
  readonly last: ReadonlySignal<A | undefined>;
  /** Why there is no answer now: a refusal, or an error. */
  readonly refusal: ReadonlySignal<Refusal | undefined>;
}

export function answers<A extends object>({ answer, error }: Latest<A | Refusal>): Answers<A> {
  const current = computed(() => (answer.value === undefined || isRefusal(answer.value) ? undefined : answer.value));
  let kept: A | undefined;
  const last = computed(() => (kept = current.value ?? kept));
  const refusal = computed(() => {
    if (error.value !== undefined) return { error: 'Error', message: error.value };
    return answer.value !== undefined && isRefusal(answer.value) ? answer.value : undefined;
  });
  return { current, last, refusal };
}
