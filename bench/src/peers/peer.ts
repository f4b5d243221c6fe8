import type { Task } from '../cases.ts';
import type { Operands } from '../operands.ts';

/** A library under measurement. A new one is one more file here and one more entry in `peers/index.ts`. */
export interface Peer {
  /** Short, for the head of a column. */
  readonly name: string;
  readonly version: string;
  /** What really computes. */
  readonly engine: string;
  /** Uploads the operands. Anything a user does once for many calls belongs here; nothing else does. */
  prepare(task: Task, operands: Operands): Prepared;
  /** Why this task is left out by default; undefined when it is not. */
  slow?(task: Task): string | undefined;
}

/** One task, ready to be run over and over. */
export interface Prepared {
  /** What is timed: one call, the result computed and freed. */
  run(): void | Promise<void>;
  /** One call whose result is brought back, in our layout. */
  result(): Float32Array | Promise<Float32Array>;
  dispose(): void;
}
