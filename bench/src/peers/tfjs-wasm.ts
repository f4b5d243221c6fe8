import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { getThreadsCount, setWasmPaths, version_wasm } from '@tensorflow/tfjs-backend-wasm';
import type { Peer } from './peer.ts';
import { tfjs } from './tfjs.ts';

/** TensorFlow.js on its WebAssembly backend, which is XNNPACK. It has no threads in Node.js. */
export async function tfjsWasm(): Promise<Peer> {
  setWasmPaths(`${dirname(fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm')))}/`);
  return { ...(await tfjs('wasm')), name: 'tfjs-wasm', version: version_wasm, threads: getThreadsCount() };
}
