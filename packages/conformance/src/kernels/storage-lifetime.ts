import type { Backend, StorageStatistics } from '@gemmule/core';
import type { ConformanceCase } from '../harness/case.ts';
import { assert, assertClose } from '../harness/compare.ts';
import { kernelCase } from '../harness/define.ts';
import { exact } from '../tolerance.ts';

const group = 'storage';

function difference(before: StorageStatistics, after: StorageStatistics): StorageStatistics {
  return {
    allocations: after.allocations - before.allocations,
    buffers: after.buffers - before.buffers,
    bytes: after.bytes - before.bytes,
  };
}

/** How `body` changes what `memory()` says. */
function counting(backend: Backend, body: () => void): StorageStatistics {
  const before = backend.memory();
  body();
  return difference(before, backend.memory());
}

function expectCounts(got: StorageStatistics, wanted: StorageStatistics, what: string): void {
  const [seen, asked] = [JSON.stringify(got), JSON.stringify(wanted)];
  assert(seen === asked, `memory: ${what} changed the statistics by ${seen}, expected ${asked}`);
}

/** What a backend says about its memory, and what becomes of it. */
export const storageLifetimeCases: readonly ConformanceCase[] = [
  kernelCase(group, 'memory() counts allocations, buffers and bytes', async (device) => {
    const { backend } = device;
    for (const [dtype, length] of [
      ['float32', 100],
      ['int32', 7],
      ['float32', 1],
    ] as const) {
      const before = backend.memory();
      const buffer = backend.allocate(dtype, length);
      const made = difference(before, backend.memory());
      expectCounts(made, { allocations: 1, buffers: 1, bytes: 4 * length }, `allocate(${dtype}, ${length})`);
      const used = counting(backend, () => {
        backend.write(buffer, dtype === 'int32' ? new Int32Array(length) : new Float32Array(length));
        if (dtype === 'float32') {
          backend.unary({ function: 'abs', x: buffer, y: buffer, length, alpha: 0, beta: 0 });
        }
      });
      expectCounts(used, { allocations: 0, buffers: 0, bytes: 0 }, 'a write and a kernel');
      const gone = counting(backend, () => backend.free(buffer));
      expectCounts(gone, { allocations: 0, buffers: -1, bytes: -4 * length }, 'free');
    }
  }),

  kernelCase(group, 'readSync, where offered, gives what read gives', async (device, random) => {
    const { backend } = device;
    if (backend.readSync === undefined) return;
    const values = random.floats(100);
    const buffer = device.floats(values);
    backend.unary({ function: 'affine', x: buffer, y: buffer, length: 100, alpha: 2, beta: 0 });
    const wanted = exact(values.map((value) => 2 * value));
    assertClose(backend.readSync(buffer, 100), wanted, 'readSync');
    const got = backend.readSync(buffer, 4);
    got.fill(0);
    await device.check(buffer, wanted, 'read after the array of readSync changed');
  }),

  {
    name: `${group}: after dispose, every call is an error`,
    group,
    level: 'kernel',
    async run({ create }) {
      const backend = await create();
      const buffer = backend.allocate('float32', 4);
      backend.write(buffer, new Float32Array(4));
      await backend.read(buffer, 4);
      backend.dispose();
      const calls: Record<string, () => unknown> = {
        allocate: () => backend.allocate('float32', 4),
        write: () => backend.write(buffer, new Float32Array(4)),
        read: () => backend.read(buffer, 4),
        unary: () => backend.unary({ function: 'abs', x: buffer, y: buffer, length: 4, alpha: 0, beta: 0 }),
        fill: () => backend.fill({ y: buffer, length: 4, value: 0 }),
      };
      for (const [what, call] of Object.entries(calls)) {
        let refused = false;
        try {
          await call();
        } catch {
          refused = true;
        }
        assert(refused, `${what} on a disposed backend does not throw`);
      }
    },
  },
];
