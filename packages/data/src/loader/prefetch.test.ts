import { describe, expect, test } from 'vitest';
import { iterate } from './iterate.ts';
import { prefetch } from './prefetch.ts';

/** Lets everything run that can run. */
const settle = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

/** A source whose items come when the test says so. */
function controlled(): {
  source: AsyncIterable<number>;
  asked: () => number;
  returned: () => number;
  give: (value: number) => void;
  fail: (error: Error) => void;
  end: () => void;
} {
  const waiting: { resolve: (result: IteratorResult<number>) => void; reject: (error: Error) => void }[] = [];
  let [asked, returned] = [0, 0];
  const source: AsyncIterable<number> = {
    [Symbol.asyncIterator]: () => ({
      next() {
        asked += 1;
        return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
      },
      async return() {
        returned += 1;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    source,
    asked: () => asked,
    returned: () => returned,
    give: (value) => waiting.shift()!.resolve({ done: false, value }),
    fail: (error) => waiting.shift()!.reject(error),
    end: () => waiting.shift()!.resolve({ done: true, value: undefined }),
  };
}

function start(source: AsyncIterable<number>, ahead: number): { items: AsyncGenerator<number>; stop: AbortController } {
  const stop = new AbortController();
  return { items: prefetch(iterate(source, stop.signal), ahead, stop), stop };
}

describe('prefetch', () => {
  test.each([0, 1, 3])('%d ahead: so many are made beside the one in use, and no more', async (ahead) => {
    let made = 0;
    function* numbers(): Generator<number> {
      for (;;) yield ++made;
    }
    const stop = new AbortController();
    const items = prefetch(iterate(numbers(), stop.signal), ahead, stop);
    for (let used = 1; used <= 5; used++) {
      expect((await items.next()).value).toBe(used);
      await settle();
      expect(made).toBe(used + ahead);
    }
    await items.return(undefined);
  });

  test('items of an asynchronous source are asked for one at a time, and before they are needed', async () => {
    const { source, asked, give, end } = controlled();
    const { items } = start(source, 2);
    const first = items.next();
    await settle();
    expect(asked()).toBe(1);
    give(10);
    expect(await first).toEqual({ done: false, value: 10 });
    await settle();
    expect(asked()).toBe(2);
    give(20);
    await settle();
    give(30);
    await settle();
    // Two are ready: the source rests.
    expect(asked()).toBe(3);
    expect((await items.next()).value).toBe(20);
    await settle();
    expect(asked()).toBe(4);
    end();
    expect((await items.next()).value).toBe(30);
    expect((await items.next()).done).toBe(true);
  });

  test('an error comes after the items before it, and once', async () => {
    const { source, give, fail, returned } = controlled();
    const { items } = start(source, 2);
    const first = items.next();
    await settle();
    give(1);
    await first;
    await settle();
    give(2);
    await settle();
    fail(new Error('broken'));
    await settle();
    expect((await items.next()).value).toBe(2);
    await expect(items.next()).rejects.toThrow('broken');
    expect((await items.next()).done).toBe(true);
    // It has ended by itself.
    expect(returned()).toBe(0);
  });

  test('an error that nobody waits for is not unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    const { source, give, fail } = controlled();
    const { items } = start(source, 1);
    const first = items.next();
    await settle();
    give(1);
    await first;
    await settle();
    fail(new Error('broken'));
    await settle();
    await items.return(undefined);
    await settle();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  test('who stops early stops the source, even one that is waiting for ever', async () => {
    const { source, asked, give, returned } = controlled();
    const { items } = start(source, 3);
    const first = items.next();
    await settle();
    give(1);
    await first;
    await settle();
    expect(asked()).toBe(2);
    await items.return(undefined);
    await settle();
    expect([asked(), returned()]).toEqual([2, 1]);
    expect((await items.next()).done).toBe(true);
  });

  test('an abort ends the waiting with its reason, and stops the source', async () => {
    const { source, returned } = controlled();
    const { items, stop } = start(source, 2);
    const first = items.next();
    await settle();
    stop.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    expect(returned()).toBe(1);
  });

  test('a generator that holds something lets go of it, whenever it is left', async () => {
    const log: string[] = [];
    async function* held(): AsyncGenerator<number> {
      try {
        for (let i = 0; ; i++) {
          await settle();
          yield i;
        }
      } finally {
        log.push('closed');
      }
    }
    for await (const item of start(held(), 2).items) if (item === 3) break;
    await settle();
    expect(log).toEqual(['closed']);
  });
});
