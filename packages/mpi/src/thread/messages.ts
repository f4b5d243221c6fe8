import type { MessagePort } from 'node:worker_threads';
import type { ElementType, Numbers, Operation } from '../native/handles.ts';

/** What the thread is started with. */
export interface ThreadStart {
  readonly library: string;
  /** Counts the replies, so that the main thread can wait for one without its event loop. */
  readonly replies: Int32Array;
  readonly port: MessagePort;
  /** 1 while the main thread computes, and nothing is urgent. */
  readonly pace: Int32Array;
}

/** What the thread says first. */
export interface Joined {
  readonly rank: number;
  readonly size: number;
  readonly version: string;
  /** Whether several threads may call MPI. */
  readonly isThreadSafe: boolean;
}

/** A call that all processes make at the same time. Arrays are on shared memory, and are changed in place. */
export type Request =
  | { readonly call: 'allReduce'; readonly values: Numbers; readonly operation: Operation }
  | { readonly call: 'broadcast'; readonly values: Numbers; readonly root: number }
  | { readonly call: 'barrier' }
  | { readonly call: 'gather'; readonly values: Numbers; readonly root: number }
  | { readonly call: 'allGather'; readonly values: Numbers }
  | { readonly call: 'end' };

/** What this process does by itself once all have said `end`. */
export interface Finalize {
  readonly call: 'finalize';
}

/** What comes back from a call; requests are answered in their order. */
export interface Reply {
  readonly error?: string | undefined;
  /** What was gathered, one array for each process; not for those that are not the root. */
  readonly gathered?: readonly Numbers[] | undefined;
}

/** The part of a request in which processes must not differ. */
export interface CallShape {
  readonly call: Request['call'];
  readonly type: ElementType | undefined;
  /** Undefined where each process may have a number of its own. */
  readonly length: number | undefined;
  readonly operation: Operation | undefined;
  readonly root: number | undefined;
}
