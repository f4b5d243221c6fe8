import type { Numbers, Operation } from '../native/handles.ts';
import type { World } from '../world.ts';

type Combine = (values: readonly Numbers[]) => readonly unknown[];

/** Where the processes of a {@link FakeWorld} meet. */
class Meeting {
  readonly #size: number;
  #call = '';
  #values: Numbers[] = [];
  #arrived = 0;
  #settle: { resolve: (results: readonly unknown[]) => void; promise: Promise<readonly unknown[]> } | undefined;
  /** What has been called, once by all. */
  readonly calls: string[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  async join(call: string, rank: number, values: Numbers, combine: Combine): Promise<unknown> {
    this.#settle ??= Promise.withResolvers<readonly unknown[]>();
    const { promise, resolve } = this.#settle;
    if (this.#arrived === 0) this.#call = call;
    if (call !== this.#call) throw new Error(`one process calls ${this.#call}, process ${rank} ${call}`);
    this.#values[rank] = values.slice();
    this.#arrived += 1;
    if (this.#arrived === this.#size) {
      this.calls.push(call);
      const all = this.#values;
      [this.#values, this.#arrived, this.#settle] = [[], 0, undefined];
      resolve(combine(all));
    }
    return (await promise)[rank];
  }
}

/** One of several processes that are all in this one; collective calls of each are made one after the other. */
class FakeWorld implements World {
  readonly library = 'none';
  readonly rank: number;
  readonly size: number;
  readonly #meeting: Meeting;
  #last: Promise<unknown> = Promise.resolve();

  constructor(rank: number, size: number, meeting: Meeting) {
    this.rank = rank;
    this.size = size;
    this.#meeting = meeting;
  }

  async allReduce<A extends Numbers>(values: A, operation: Operation = 'sum'): Promise<A> {
    const results = await this.#join(`allReduce ${operation} ${values.length}`, values, (all) => {
      const combined = values.map((_: number, i: number) =>
        reduce(
          operation,
          all.map((own) => own[i]!),
        ),
      );
      return all.map(() => combined);
    });
    values.set(results as A);
    return values;
  }

  allReduceSync(): never {
    throw new Error('processes that are one cannot wait for each other');
  }

  async broadcast<A extends Numbers>(values: A, root = 0): Promise<A> {
    values.set((await this.#join(`broadcast ${root}`, values, (all) => all.map(() => all[root]))) as A);
    return values;
  }

  async barrier(): Promise<void> {
    await this.#join('barrier', new Uint8Array(), (all) => all);
  }

  async gather<A extends Numbers>(values: A, root = 0): Promise<A[] | undefined> {
    const gathered = await this.#join(`gather ${root}`, values, (all) =>
      all.map((_, i) => (i === root ? all : undefined)),
    );
    return gathered as A[] | undefined;
  }

  async allGather<A extends Numbers>(values: A): Promise<A[]> {
    return (await this.#join('allGather', values, (all) => all.map(() => all))) as A[];
  }

  setComputing(): void {}

  async end(): Promise<void> {}

  abort(): never {
    throw new Error('aborted');
  }

  #join(call: string, values: Numbers, combine: Combine): Promise<unknown> {
    const joined = this.#last.then(() => this.#meeting.join(call, this.rank, values, combine));
    this.#last = joined.catch(() => undefined);
    return joined;
  }
}

function reduce(operation: Operation, values: readonly number[]): number {
  if (operation === 'min') return Math.min(...values);
  if (operation === 'max') return Math.max(...values);
  return values.reduce((a, b) => (operation === 'sum' ? a + b : a * b));
}

/** Runs the same for each of some processes that are all in this one, at the same time. */
export async function withWorlds<T>(
  size: number,
  body: (world: World) => Promise<T>,
): Promise<{ readonly results: T[]; readonly calls: readonly string[] }> {
  const meeting = new Meeting(size);
  const worlds = Array.from({ length: size }, (_, rank) => new FakeWorld(rank, size, meeting));
  return { results: await Promise.all(worlds.map(body)), calls: meeting.calls };
}
