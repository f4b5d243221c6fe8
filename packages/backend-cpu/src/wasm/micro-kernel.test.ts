import asc from 'assemblyscript/asc';
import { beforeAll, describe, expect, it } from 'vitest';
import { type MicroKernel, microKernelSource } from '../../scripts/micro-kernel.ts';

/*
 * The generator alone: what it writes is compiled, with a multiply-add of the test's own, and compared with the definition.
 */

type Run = (steps: number, a: number, b: number, c: number, rowBytes: number, accumulate: boolean) => void;

const tiles: MicroKernel[] = [1, 3, 4, 6].flatMap((rows) =>
  [1, 2].flatMap((vectors) => [1, 2, 4].map((unroll) => ({ rows, vectors, unroll }))),
);
const nameOf = ({ rows, vectors, unroll }: MicroKernel): string => `tile_${rows}_${vectors}_${unroll}`;

const [a, b, c] = [1024, 4096, 16_384] as const;
const panelColumns = 8;
const untouched = -77;

let exports: Record<string, Run>;
let memory: Float32Array;

beforeAll(async () => {
  const source = [
    'function madd(a: v128, b: v128, c: v128): v128 { return f32x4.add(f32x4.mul(a, b), c); }',
    ...tiles.map((tile) => microKernelSource(nameOf(tile), tile)),
  ].join('\n');
  let code: Uint8Array<ArrayBuffer> | undefined;
  const flags = '-O1 --runtime stub --memoryBase 4096 --enable simd --initialMemory 1'.split(' ');
  const { error } = await asc.main(['tiles.ts', '-o', 'tiles.wasm', ...flags], {
    readFile: (name: string) => (name === 'tiles.ts' ? source : null),
    writeFile: (_name: string, contents: string | Uint8Array) => {
      if (typeof contents !== 'string') code = Uint8Array.from(contents);
    },
  });
  if (error !== null) throw error;
  const { instance } = await WebAssembly.instantiate(code!, { env: { abort: () => undefined } });
  exports = instance.exports as unknown as Record<string, Run>;
  memory = new Float32Array((instance.exports['memory'] as WebAssembly.Memory).buffer);
}, 60_000);

describe.each(tiles)('a tile of $rows rows, $vectors vectors, $unroll steps a pass', (tile) => {
  it.each([0, 1, 3, 4, 5, 9].flatMap((steps) => [true, false].map((accumulate) => ({ steps, accumulate }))))(
    'multiplies $steps steps, accumulate $accumulate',
    ({ steps, accumulate }) => {
      const { rows, vectors } = tile;
      const columns = vectors * 4;
      const pitch = columns + 3;
      // Small whole numbers: every sum is exact.
      for (let i = 0; i < steps * rows; i++) memory[a / 4 + i] = ((i * 7) % 11) - 5;
      for (let i = 0; i < steps * panelColumns; i++) memory[b / 4 + i] = ((i * 5) % 13) - 6;
      memory.fill(untouched, c / 4, c / 4 + (rows + 1) * pitch);
      exports[nameOf(tile)]!(steps, a, b, c, pitch * 4, accumulate);
      const expected = Array.from({ length: (rows + 1) * pitch }, (_, i) => {
        const [row, column] = [Math.floor(i / pitch), i % pitch];
        if (row >= rows || column >= columns) return untouched;
        let sum = accumulate ? untouched : 0;
        for (let k = 0; k < steps; k++) {
          sum += memory[a / 4 + k * rows + row]! * memory[b / 4 + k * panelColumns + column]!;
        }
        return sum;
      });
      expect([...memory.subarray(c / 4, c / 4 + (rows + 1) * pitch)]).toEqual(expected);
    },
  );
});
