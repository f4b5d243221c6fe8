import * as ort from 'onnxruntime-web';
import type { Peer } from './peer.ts';
import { lacks, prepareWith } from './onnxruntime.ts';

/** ONNX Runtime compiled to WebAssembly, as browsers run it. */
export async function onnxruntimeWeb(threads: number): Promise<Peer> {
  ort.env.wasm.numThreads = threads;
  return {
    name: 'onnxruntime-web',
    version: ort.env.versions.web ?? 'unknown',
    engine: 'wasm',
    threads,
    lacks,
    prepare: prepareWith(ort, { executionProviders: ['wasm'] }),
  };
}
