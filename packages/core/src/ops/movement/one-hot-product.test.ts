import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../../backend/backend.ts';
import type { GatherSizes } from '../../backend/overrides.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { cpu } from '../../testing/cpu.ts';
import { gatherByProduct, scatterAddByProduct } from './one-hot-product.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const numbers = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => ((i * 7) % 11) - 5);

/** What a kernel makes of buffers with some numbers, into one full of NaN. */
function run(kernel: (input: never, indices: never, output: never) => void, length: [number, number], list: number[]) {
  const [input, output] = length.map((size) => backend.allocate('float32', size));
  const indices = backend.allocate('int32', list.length);
  backend.write(input!, numbers(input!.length));
  backend.write(output!, new Float32Array(output!.length).fill(Number.NaN));
  backend.write(indices, Int32Array.from(list));
  kernel(input as never, indices as never, output as never);
  return [...backend.readSync!(output!, output!.length)];
}

// Rows of the one-hot matrix have 5 numbers, 20 bytes. There are 4 of them in a list.
describe.each([1, 40, 70, 80, 170, 200, 1000])('in %i bytes, products give what the kernels give', (preferredBytes) => {
  const small = (): Backend => ({ ...backend, workspace: { preferredBytes, convTranspose: 'none' } });

  test.each([
    { perOuter: false, list: [4, 0, -1, 0] },
    { perOuter: true, list: [4, 0, 2, 0, 1, 1, 1, 5, 3, 2, 1, 0, 0, 4, 4, 3, -2, 2, 2, 2] },
  ])('perOuter $perOuter', ({ perOuter, list }) => {
    const sizes: GatherSizes = { outer: 5, size: 5, inner: 3, count: 4, perOuter };
    const gathered = run(
      (x, indices, y) => gatherByProduct('gather', small(), { x, indices, y, ...sizes }),
      [75, 60],
      list,
    );
    const wanted = run((x, indices, y) => backend.overrides!.gather!({ x, indices, y, ...sizes }), [75, 60], list);
    expect(gathered.map((value) => value + 0)).toEqual(wanted);
    const summed = run(
      (dy, indices, dx) => scatterAddByProduct('gather', small(), { dy, indices, dx, ...sizes }),
      [60, 75],
      list,
    );
    const sums = run(
      (dy, indices, dx) => backend.overrides!.scatterAdd!({ dy, indices, dx, ...sizes }),
      [60, 75],
      list,
    );
    expect(summed.map((value) => value + 0)).toEqual(sums);
  });
});
