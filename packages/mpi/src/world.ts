import type { Numbers, Operation } from './native/handles.ts';

/**
 * The processes that work together, and this one's place among them. Collective calls (all methods but `abort`) are made by all
 * of them in the same order; a call that does not fit the others' is an error in all of them, and none waits for ever.
 */
export interface World {
  /** This process: `0 … size - 1`. */
  readonly rank: number;
  /** How many processes there are; 1 outside of `mpirun`. */
  readonly size: number;
  /** What carries the messages: `'Open MPI v4.1.4'`; `'none'` for a world of one. */
  readonly library: string;
  /**
   * Replaces each element by the sum (or product, smallest, largest) of that element in all processes. All get the same
   * bits. Returns the array, which must not be touched until then.
   *
   * Memory that is shared (a SharedArrayBuffer) is sent from where it is; other is copied.
   *
   * @throws MpiError when another process makes another call, or has ended; UsageError after `end`.
   * @example
   * ```ts
   * const world = await mpi();
   * const ownHits = 3;
   * const [hits] = await world.allReduce(Float64Array.of(ownHits));
   * ```
   */
  allReduce<A extends Numbers>(values: A, operation?: Operation): Promise<A>;
  /**
   * As `allReduce`, and blocks this thread until it is done: for the middle of a computation. Signals are not heard
   * meanwhile.
   *
   * @throws as `allReduce`.
   */
  allReduceSync<A extends Numbers>(values: A, operation?: Operation): A;
  /** Overwrites the values by those of `root`. Returns the array. @throws as `allReduce`. */
  broadcast<A extends Numbers>(values: A, root?: number): Promise<A>;
  /** Returns once all processes have called it. @throws as `allReduce`. */
  barrier(): Promise<void>;
  /** The values of all processes in the order of their ranks, in `root` (default 0); undefined elsewhere. They may be of different
   *  lengths. @throws as `allReduce`. */
  gather<A extends Numbers>(values: A, root?: number): Promise<A[] | undefined>;
  /** As `gather`, in all processes. */
  allGather<A extends Numbers>(values: A): Promise<A[]>;
  /**
   * Says whether this thread has something to do while messages are under way: waiting for other processes then leaves it the
   * processor, which makes answers some 50 microseconds later.
   */
  setComputing(isComputing: boolean): void;
  /**
   * Takes part no longer; waits for the others to do the same. A script that comes to its end does it by itself; one that
   * calls `process.exit` has to say it before, or ends all others with an error.
   *
   * @throws MpiError when another process makes a call instead.
   */
  end(): Promise<void>;
  /** Ends all processes, at once and everywhere, with this exit code (not 0). */
  abort(code?: number): never;
}
