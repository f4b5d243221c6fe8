import type { Task } from '../cases.ts';
import type { Operands } from '../operands.ts';

/** A library under measurement. A new one is one more file here and one more entry in `peers/index.ts`. */
export interface Peer {
  /** Short, for a column. */
  readonly name: string;
  readonly version: string;
  /** What really computes. */
  readonly engine: string;
  /** How many threads really compute, the calling one included. */
  readonly threads: number;
  /** Whether `run` may return before anything is computed; samples then end with `finish`. */
  readonly defers?: boolean;
  /** What it does not have, as a sentence, where it cannot do this task. */
  lacks?(task: Task): string | undefined;
  /** Why this task is left out by default; undefined when it is not. */
  slow?(task: Task): string | undefined;
  /** Uploads the operands. Anything a user does once for many calls belongs here; nothing else does. */
  prepare(task: Task, operands: Operands): Prepared | Promise<Prepared>;
  /** Ends its threads. */
  dispose?(): void | Promise<void>;
}

/** One task, ready to be run over and over. */
export interface Prepared {
  /** Called before each sample and not timed, for peers that share what only one of them can have. */
  enter?(): void | Promise<void>;
  /** What is timed: one call, the result computed and freed. */
  run(): void | Promise<void>;
  /** One call like `run`, whose result is waited for: one element of it is read. Nobody calls it unless the peer defers. */
  readonly finish?: () => Promise<void>;
  /**
   * One call whose result is brought back, in our layout: of a network the scores; of a training step the loss before it
   * and the loss after it.
   */
  result(): Float32Array | Promise<Float32Array>;
  dispose(): void | Promise<void>;
}
