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
  readonly alone: number;
  /** Seconds of a step of two processes that exchange their gradients through shared memory. */
  readonly together: number;
  /** Bytes of the gradients. */
  readonly bytes: number;
  /** Messages they go in. */
  readonly buckets: number;
}

/** The share of a step of one process during which gradients can be sent already: about the way back. */
const OVERLAP = 0.5;
/** Bytes of the message that goes before each other one, and of the agreement on a step. */
const SMALL = 40;

/**
 * The share of `ranks` processes' time that goes into learning, on paper. Copying, adding and agreeing cost what they cost two
 * processes here; beyond that, what cannot be sent while gradients are still computed is waited for.
 */
export function efficiency(ranks: number, { alone, together, bytes, buckets }: Step, network: Network): number {
  const small = allReduceSeconds(ranks, SMALL, network);
  const bucket = allReduceSeconds(ranks, bytes / buckets, network) + small;
  // The last bucket is full only when the way back is over.
  const waited = Math.max(buckets * bucket - OVERLAP * alone, bucket) + 2 * small;
  return alone / (together + waited);
}
