import * as ort from 'onnxruntime-node';
import type { Peer } from './peer.ts';
import { lacks, prepareWith } from './onnxruntime.ts';

/** ONNX Runtime in machine code: what leaving the sandbox of JavaScript would give. */
export async function onnxruntimeNode(threads: number): Promise<Peer> {
  return {
    name: 'onnxruntime-node',
    version: ort.env.versions.node ?? 'unknown',
    engine: 'native cpu',
    threads,
    lacks,
    prepare: prepareWith(ort, { executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1 }),
  };
}
