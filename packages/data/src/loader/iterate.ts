import { abortable } from './abortable.ts';

/**
 * Goes through `source` until `stop` is given, which also ends the waiting for an item that does not come. The source's own
 * `return` is called whenever it is left before its end.
 */
export async function* iterate<T>(source: Iterable<T> | AsyncIterable<T>, stop: AbortSignal): AsyncGenerator<T, void> {
  const iterator = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  let state: 'between' | 'waiting' | 'over' = 'between';
  try {
    for (;;) {
      state = 'waiting';
      let result: IteratorResult<T>;
      try {
        result = await abortable(iterator.next(), stop);
      } catch (error) {
        // After an error of its own a source is over; after an abort it is not.
        if (!stop.aborted) state = 'over';
        throw error;
      }
      state = result.done === true ? 'over' : 'between';
      if (result.done === true) return;
      yield result.value;
    }
  } finally {
    if (state !== 'over') {
      const end = Promise.resolve(iterator.return?.());
      // A generator ends only once it has made the item at hand, which nobody may wait for.
      if (state === 'waiting') end.catch(() => undefined);
      else await end;
    }
  }
}
