/** Puts the WASM files beside what TypeScript has compiled: `dist/wasm/`. */
import { copyFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

for (const name of ['simd.wasm', 'relaxed-simd.wasm']) {
  await copyFile(`${root}/src/wasm/generated/${name}`, `${root}/dist/wasm/${name}`);
}
