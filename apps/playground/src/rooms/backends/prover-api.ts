import { benchmark } from './benchmark.ts';
import { prove } from './prove.ts';
import type { Prover } from './protocol.ts';

let interrupt = new AbortController();

/** One thing at a time: what runs is ended first. */
function begin(): AbortSignal {
  interrupt.abort();
  interrupt = new AbortController();
  return interrupt.signal;
}

export const prover: Prover = {
  prove: (subject, options, onReport) => prove(subject, options, begin(), onReport),
  benchmark: (engines, onReport) => benchmark(engines, begin(), onReport),
  stop: () => interrupt.abort(),
};
