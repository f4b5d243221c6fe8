/**
 * What `source` gives, with the next `ahead` always under way while one is being used. An error comes in its turn, after
 * what was made before it. Who stops early aborts `stop`, so that `source` does not finish what nobody will use.
 *
 * `source` must be a generator: those queue what is asked of them.
 */
export async function* prefetch<T>(
  source: AsyncGenerator<T, void>,
  ahead: number,
  stop: AbortController,
): AsyncGenerator<T, void> {
  const asked: Promise<IteratorResult<T, void>>[] = [];
  try {
    for (;;) {
      while (asked.length <= ahead) {
        const next = source.next();
        // Its error is thrown when its turn comes, which may be never.
        next.catch(() => undefined);
        asked.push(next);
      }
      const { done, value } = await asked.shift()!;
      if (done === true) return;
      yield value;
    }
  } finally {
    stop.abort();
    await source.return();
  }
}
