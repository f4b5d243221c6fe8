import { UsageError } from '@gemmule/core';
import type { Numbers } from './native/handles.ts';
import type { World } from './world.ts';

/** A world of one: nothing is sent, and no MPI is needed. */
export class Solo implements World {
  readonly rank = 0;
  readonly size = 1;
  readonly library = 'none';
  #hasEnded = false;

  allReduce<A extends Numbers>(values: A): Promise<A> {
    return this.#settled('allReduce', values);
  }

  allReduceSync<A extends Numbers>(values: A): A {
    this.#assertJoined('allReduceSync');
    return values;
  }

  broadcast<A extends Numbers>(values: A, root = 0): Promise<A> {
    return this.#settled('broadcast', values, root);
  }

  barrier(): Promise<void> {
    return this.#settled('barrier', undefined);
  }

  gather<A extends Numbers>(values: A, root = 0): Promise<A[] | undefined> {
    return this.#settled('gather', [values.slice() as A], root);
  }

  allGather<A extends Numbers>(values: A): Promise<A[]> {
    return this.#settled('allGather', [values.slice() as A]);
  }

  setComputing(): void {}

  async end(): Promise<void> {
    this.#hasEnded = true;
  }

  abort(code = 1): never {
    process.exit(code);
  }

  async #settled<T>(call: string, value: T, root = 0): Promise<T> {
    this.#assertJoined(call);
    if (root !== 0) throw new UsageError(`${call}: root ${root} is none of the ranks 0 … 0`);
    return value;
  }

  #assertJoined(call: string): void {
    if (this.#hasEnded) throw new UsageError(`${call}: this process has ended its part in the job`);
  }
}
