import type { Peer } from './peer.ts';
import { lacks, prepareWith } from './onnxruntime.ts';

/** ONNX Runtime in machine code: what leaving the sandbox of JavaScript would give. */
export async function onnxruntimeNode(threads: number): Promise<Peer> {
  // Before the library is loaded: it reports what it runs to its makers unless it is told not to.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const ort = await import('onnxruntime-node');
  return {
    name: 'onnxruntime-node',
    version: ort.env.versions.node ?? 'unknown',
    engine: 'native cpu',
    threads,
    lacks,
    prepare: prepareWith(ort, { executionProviders: ['cpu'], intraOpNumThreads: threads, interOpNumThreads: 1 }),
  };
}
