import type { Task } from '../cases.ts';
import type { Peer } from '../peers/peer.ts';
import type { Outcome, Score } from '../play.ts';
import type { Adapter } from './adapter.ts';
import type { Engine } from './options.ts';

/*
 * What is said between the page, which measures, and Node.js, which reports. Only what can be cloned passes.
 */

/** What the page offers, as `window.bench`. */
export interface PageBench {
  /** Makes the contestants. Before all else, and once. */
  open(engine: Engine): Promise<Scene>;
  /** Undefined when it was stopped before a round. */
  play(task: Task, options: PlayRequest): Promise<SentOutcome | undefined>;
  /** The task that is played ends after the call that is running. */
  stop(): void;
}

export interface Scene {
  readonly adapter: Adapter;
  readonly peers: readonly Pick<Peer, 'name' | 'version' | 'engine'>[];
}

export interface PlayRequest {
  readonly rounds: number;
  /** Milliseconds. */
  readonly budget: number;
  /** Whether there is a `processorTime`. */
  readonly hasProcessorTime: boolean;
}

export type SentOutcome = Omit<Outcome, 'scores'> & { readonly scores: readonly (readonly [string, Score])[] };

/** What Node.js offers to the page. */
export interface NodeBindings {
  onStage(stage: string): Promise<void>;
  /** Milliseconds that all of Chromium's processes have computed so far. */
  processorTime(): Promise<number>;
}

declare global {
  interface Window extends NodeBindings {
    bench: PageBench;
  }
}
