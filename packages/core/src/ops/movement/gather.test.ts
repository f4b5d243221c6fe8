import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gradients } from '../../autograd/gradients.ts';
import type { Backend } from '../../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../../backend/registry.ts';
import { tensor } from '../../create.ts';
import { BackendError, ShapeError, UsageError } from '../../errors.ts';
import { memory } from '../../memory/memory.ts';
import { scope } from '../../memory/scope.ts';
import type { IntTensor } from '../../tensor.ts';
import { cpu } from '../../testing/cpu.ts';
import { square } from '../elementwise/square.ts';
import { sum } from '../reduction/sum.ts';
import { gather } from './gather.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const ints = (values: number[], on: Backend = backend): IntTensor<number[]> =>
  tensor<number[]>(values, [values.length], { dtype: 'int32', backend: on });

describe('indices outside of the axis', () => {
  const x = (): ReturnType<typeof tensor> => tensor([1, 2, 3, 4, 5, 6], [3, 2]);

  test('are an error that names the first', () => {
    expect(() => gather(x(), ints([0, 3, -1]))).toThrow(
      new ShapeError('gather: index 3 at position 1 is outside 0 … 2'),
    );
    expect(() => gather(x(), ints([-1]), { axis: 1 })).toThrow('index -1 at position 0 is outside 0 … 1');
  });

  test('are looked for once for each version of the indices', () => {
    let reads = 0;
    const counting: Backend = {
      ...backend,
      readSync: (buffer, length) => {
        reads += 1;
        return backend.readSync!(buffer, length);
      },
    };
    const [table, indices] = [tensor([1, 2], [2], { backend: counting }), ints([1], counting)];
    for (let i = 0; i < 3; i++) gather(table, indices);
    expect(reads).toBe(1);
    indices.write(Int32Array.of(2));
    expect(() => gather(table, indices)).toThrow(ShapeError);
  });

  test('pick 0 where the backend cannot read at once', async () => {
    const remote: Backend = { ...backend };
    delete remote.readSync;
    const y = gather(tensor([1, 2, 3], [3], { backend: remote }), ints([2, 3, -1], remote));
    expect([...(await y.data())]).toEqual([3, 0, 0]);
  });
});

test('indices that are floats are refused', () => {
  const floats = tensor([0, 1], [2]) as unknown as IntTensor;
  expect(() => gather(tensor([1, 2], [2]), floats)).toThrow(UsageError);
});

describe('without the overrides', () => {
  /** Room for two rows of 5 positions. */
  const bare = (): Backend => ({ ...backend, overrides: {}, workspace: { preferredBytes: 40, convTranspose: 'none' } });

  test('products in chunks give the same, values and gradients', () => {
    const [small, places] = [bare(), [4, 0, 0, 3, 1, 0, 4]];
    const values = Array.from({ length: 30 }, (_, i) => i - 11);
    const [here, there] = [backend, small].map((on) => {
      const x = tensor(values, [2, 5, 3], { backend: on, requiresGrad: true });
      const y = gather(x, ints(places, on), { axis: 1 });
      const [dx] = gradients(sum(square(y)), [x]);
      return [y, dx].map((result) => [...result.dataSync()]);
    });
    expect(there).toEqual(here);
  });

  test('scratch memory goes back', () => {
    const on = bare();
    const x = tensor([1, 2, 3, 4, 5], [5], { backend: on });
    const indices = ints([0, 2], on);
    const before = memory(on).liveBuffers;
    scope(() => void gather(x, indices));
    expect(memory(on).liveBuffers).toBe(before);
  });

  test('more positions than float32 can tell apart are refused', () => {
    const x = tensor(new Float32Array(2 ** 24 + 1), [2 ** 24 + 1], { backend: bare() });
    expect(() => gather(x, ints([0], x.backend))).toThrow(BackendError);
    expect(() => gather(x, ints([0], x.backend))).toThrow('16777217 positions are more than the 16777216');
    x.dispose();
  });
});

test('the indices live exactly as long as the graph', () => {
  const before = memory().liveBuffers;
  const x = tensor([1, 2, 3], [3], { requiresGrad: true });
  const indices = ints([2, 2]);
  const y = gather(x, indices);
  indices.dispose();
  expect(memory().liveBuffers).toBe(before + 3);
  expect(scope(() => [...gradients(sum(y), [x])[0].dataSync()])).toEqual([0, 0, 2]);
  y.dispose();
  x.dispose();
  expect(memory().liveBuffers).toBe(before);
});
