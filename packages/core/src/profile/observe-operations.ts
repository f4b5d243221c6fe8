import { type Observer, observed } from './observer.ts';

/**
 * Tells the observer which operations begin, and whose gradients are computed, until the returned function is called: for tools
 * that count or draw what a program does. One at a time; `profile` is such a tool.
 *
 * @throws UsageError while another observer is told.
 * @example
 * ```ts
 * const seen = new Set<string>();
 * const stop = observeOperations({ operation: (name) => seen.add(name), gradient: () => undefined });
 * relu(ones([2]));
 * stop();
 * console.log([...seen]);   // ['relu']
 * ```
 */
export function observeOperations(observer: Observer): () => void {
  const before = observed.by;
  observed.by = observer;
  return () => {
    observed.by = before;
  };
}
