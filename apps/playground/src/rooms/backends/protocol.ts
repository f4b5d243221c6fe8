import type { Outcome, Score } from '@gemmule/bench/play';
import type { RunResult } from '@gemmule/conformance';
import type { EngineId } from '../../engine/engines.ts';

/** An engine, or one with a mistake that was put in to see what a failure looks like. */
export type Subject = EngineId | 'broken';

export interface ProveOptions {
  /** Of all random data. */
  readonly seed: number;
  /** Share of the random tries of each property, up to 1. */
  readonly tries: number;
}

/** How a proof stands. */
export interface ProofReport {
  /** Since the last report. */
  readonly results: readonly RunResult[];
  readonly done: number;
  readonly total: number;
}

export interface ProofEnd {
  /** What ran: `gpu webgl2`. */
  readonly engine: string;
  readonly completed: boolean;
}

/** What was measured of one operation, by engine. */
export type BenchOutcome = Omit<Outcome, 'scores'> & { readonly scores: readonly (readonly [EngineId, Score])[] };

export interface BenchReport {
  readonly stage: string;
  readonly done: number;
  readonly total: number;
  /** Of the operation that was finished, where one was. */
  readonly outcome?: BenchOutcome;
}

/** Called in the page. What is waited for arrives before the end of the call that it is about. */
export type Listener<T> = (report: T) => void | Promise<void>;

/** What runs in the worker. Errors are thrown as they are: an engine that there is none of says why. */
export interface Prover {
  prove(subject: Subject, options: ProveOptions, onReport: Listener<ProofReport>): Promise<ProofEnd>;
  /** Times the operations on each of the engines, of which the first is what others are compared with. */
  benchmark(engines: readonly EngineId[], onReport: Listener<BenchReport>): Promise<void>;
  /** Ends what runs after the case, or the sample, at hand. */
  stop(): void;
}
