/** What messages cost between two processes. */
export interface Network {
  readonly name: string;
  /** Seconds before the first byte arrives. */
  readonly latency: number;
  /** Bytes a second. */
  readonly bandwidth: number;
}

/**
 * Seconds that an allreduce takes, on paper: Rabenseifner's algorithm, a reduce-scatter and an allgather, each in log2(ranks)
 * messages that halve or double (Thakur, Rabenseifner and Gropp, "Optimization of collective communication operations in
 * MPICH", 2005). Adding up the numbers costs nothing here.
 */
export function allReduceSeconds(ranks: number, bytes: number, { latency, bandwidth }: Network): number {
  if (ranks === 1) return 0;
  return 2 * Math.ceil(Math.log2(ranks)) * latency + (2 * bytes * (ranks - 1)) / ranks / bandwidth;
}

export interface Step {
  /** Seconds of a step of one process, which exchanges nothing. */
  readonly seconds: number;
  /** Bytes of the gradients. */
  readonly bytes: number;
  /** Messages they go in. */
  readonly buckets: number;
  /** The share of a step during which gradients can be sent already: about the backward pass. */
  readonly overlap: number;
}

/**
 * The share of `ranks` processes' time that goes into learning, on paper: what cannot be sent meanwhile is waited for. One more
 * small message agrees on the step.
 */
export function efficiency(ranks: number, { seconds, bytes, buckets, overlap }: Step, network: Network): number {
  const each = allReduceSeconds(ranks, bytes / buckets, network) + allReduceSeconds(ranks, 40, network);
  const agreement = 2 * allReduceSeconds(ranks, 40, network);
  // The last bucket is full only when the way back is over.
  const waited = Math.max(buckets * each - overlap * seconds, each);
  return seconds / (seconds + waited + agreement);
}
