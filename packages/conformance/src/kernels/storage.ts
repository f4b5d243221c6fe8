import type { ConformanceCase } from '../harness/case.ts';
import { assert, assertClose } from '../harness/compare.ts';
import { kernelCase } from '../harness/define.ts';
import { exact } from '../tolerance.ts';

const group = 'storage';

export const storageCases: readonly ConformanceCase[] = [
  kernelCase(group, 'says what it is', async ({ backend }) => {
    assert(backend.name !== '', 'name is empty');
    assert(backend.engine !== '', 'engine is empty: say what really runs');
    const { preferredBytes, convTranspose } = backend.workspace;
    assert(preferredBytes > 0, `workspace.preferredBytes is ${preferredBytes}, it must be positive`);
    assert(
      convTranspose === 'columns' || convTranspose === 'none',
      `workspace.convTranspose is '${String(convTranspose)}', it must be 'columns' or 'none'`,
    );
  }),

  kernelCase(group, 'a buffer knows its type and length', async (device) => {
    for (const dtype of ['float32', 'int32'] as const) {
      for (const length of [0, 1, 7, 1000]) {
        const buffer = device.allocate(dtype, length);
        assert(
          buffer.dtype === dtype && buffer.length === length,
          `allocate(${dtype}, ${length}) made a buffer of ${buffer.length} ${buffer.dtype}`,
        );
        const got = await device.read(buffer);
        const right = dtype === 'float32' ? got instanceof Float32Array : got instanceof Int32Array;
        assert(right, `read of a ${dtype} buffer gave a ${got.constructor.name}`);
        assert(got.length === length, `read of ${length} ${dtype} gave ${got.length} elements`);
      }
    }
  }),

  kernelCase(group, 'float32 goes in and comes out unchanged', async (device, random) => {
    const special = [0, -0, 1, -1, NaN, Infinity, -Infinity, 3.4028234663852886e38, 2 ** -126, 16777217, 1 / 3];
    for (const length of [1, 2, 3, 4, 5, 63, 64, 65, 1023, 4097]) {
      const values = random.floats(length, -1e6, 1e6);
      special.forEach((value, i) => {
        if (i < length) values[i] = value;
      });
      await device.check(device.floats(values), exact(values), `write and read of ${length} float32`);
    }
    const zero = await device.read(device.floats([-0]));
    assert(Object.is(zero[0], -0), 'write and read of -0 lost the sign');
  }),

  kernelCase(group, 'subnormal float32 go in and come out unchanged', async (device) => {
    const values = Float32Array.from([2 ** -127, -(2 ** -149), 2 ** -140]);
    await device.check(device.floats(values), exact(values), 'write and read of subnormal float32');
  }),

  kernelCase(group, 'int32 goes in and comes out unchanged', async (device, random) => {
    const values = Int32Array.from({ length: 1001 }, () => random.integer(-0x80000000, 0x7fffffff));
    values.set([0, 1, -1, 0x7fffffff, -0x80000000, 16777217, -16777217]);
    await device.check(device.ints(values), exact(values), 'write and read of int32');
  }),

  kernelCase(group, 'write takes the elements of a view, not of its whole ArrayBuffer', async (device) => {
    const view = Float32Array.from([1, 2, 3, 4, 5, 6]).subarray(2, 5);
    const buffer = device.allocate('float32', 3);
    device.backend.write(buffer, view);
    await device.check(buffer, exact([3, 4, 5]), 'write of a subarray');
  }),

  kernelCase(group, 'write copies: the host array may change afterwards', async (device) => {
    const host = Float32Array.from([1, 2, 3]);
    const buffer = device.allocate('float32', 3);
    device.backend.write(buffer, host);
    host.fill(9);
    await device.check(buffer, exact([1, 2, 3]), 'read after the written array changed');
  }),

  kernelCase(group, 'a short write leaves the rest; a short read gives the first elements', async (device) => {
    const buffer = device.floats([1, 2, 3, 4, 5, 6, 7]);
    device.backend.write(buffer, Float32Array.from([10, 20]));
    await device.check(buffer, exact([10, 20, 3, 4, 5, 6, 7]), 'short write');
    assertClose(await device.read(buffer, 3), exact([10, 20, 3]), 'short read');
    assertClose(await device.read(buffer, 0), exact([]), 'read of no elements');
  }),

  kernelCase(group, 'read gives a fresh copy', async (device) => {
    const buffer = device.floats([1, 2, 3]);
    const first = await device.read(buffer);
    first.fill(7);
    await device.check(buffer, exact([1, 2, 3]), 'read after the earlier copy changed');
    const second = await device.read(buffer);
    device.backend.fill({ y: buffer, length: 3, value: 4 });
    assertClose(second, exact([1, 2, 3]), 'a copy read before a later kernel');
  }),

  kernelCase(group, 'read waits for all earlier kernels, and only those', async (device) => {
    const { backend } = device;
    const buffer = device.floats([1, 2, 3]);
    for (let i = 0; i < 20; i += 1) {
      backend.unary({ function: 'affine', x: buffer, y: buffer, length: 3, alpha: 1, beta: 1 });
    }
    const reading = backend.read(buffer, 3);
    backend.fill({ y: buffer, length: 3, value: -1 });
    const writing = backend.read(buffer, 3);
    assertClose(await reading, exact([21, 22, 23]), 'read between two kernels');
    assertClose(await writing, exact([-1, -1, -1]), 'read after the second kernel');
  }),

  kernelCase(group, 'buffers are independent, and kernels and writes keep their order', async (device) => {
    const { backend } = device;
    const buffers = Array.from({ length: 40 }, (_, i) => device.floats([i, i + 0.5]));
    const extra = buffers.map((buffer, i) => {
      const y = device.destination(2);
      backend.unary({ function: 'affine', x: buffer, y, length: 2, alpha: 2, beta: 0 });
      backend.write(buffer, Float32Array.from([-i, -i]));
      return y;
    });
    for (const [i, y] of extra.entries()) await device.check(y, exact([2 * i, 2 * i + 1]), `kernel result ${i}`);
    for (const [i, buffer] of buffers.entries()) await device.check(buffer, exact([-i, -i]), `buffer ${i}`);
  }),

  kernelCase(group, 'a buffer that takes the place of a freed one disturbs nobody', async (device) => {
    const { backend } = device;
    const kept = device.floats([1, 2, 3, 4]);
    for (let i = 0; i < 30; i += 1) {
      const passing = backend.allocate('float32', 4 + (i % 3));
      backend.write(passing, new Float32Array(4 + (i % 3)).fill(i));
      const half = backend.allocate('int32', 4);
      backend.free(passing);
      backend.write(half, Int32Array.from([i, i, i, i]));
      assertClose(await backend.read(half, 4), exact([i, i, i, i]), `int32 buffer ${i}`);
      backend.free(half);
    }
    await device.check(kept, exact([1, 2, 3, 4]), 'a buffer kept through 60 others');
  }),
];
