import { at } from '../vector';
import { repeat } from './copy-lines';

/** Writes the four bytes `bits` `length` times; a chunk does so `perChunk` times. */
@unmanaged
class FillJob {
  y: usize;
  length: i32;
  perChunk: i32;
  bits: i32;
}

export function fill(job: FillJob, scratch: usize, chunk: i32): void {
  const first = chunk * job.perChunk;
  repeat(job.bits, at(job.y, first), min(job.perChunk, job.length - first));
}
