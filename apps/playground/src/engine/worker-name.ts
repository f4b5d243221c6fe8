/** What a worker computes. */
export type WorkerName = 'lab' | 'probe' | 'trainer' | 'prover';
