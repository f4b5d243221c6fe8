import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { ones, tensor, zeros } from '../create.ts';
import { UsageError } from '../errors.ts';
import { add } from '../ops/elementwise/add.ts';
import { reshape } from '../ops/movement/reshape.ts';
import { cpu } from '../testing/cpu.ts';
import type { Tensor } from '../tensor.ts';
import { poolOf } from './buffer-pool.ts';
import { debugMemory, leakReport } from './leaks.ts';
import { memory, trimMemory } from './memory.ts';
import { keep, scope } from './scope.ts';
import { Workspace } from './workspace.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

describe('scope', () => {
  test('frees what is not returned, and nothing that is', () => {
    const before = memory().liveBuffers;
    let inner: Tensor | undefined;
    const { kept, list } = scope(() => {
      inner = ones([4]);
      return { kept: add(inner, inner), list: [zeros([2]), { deep: zeros([3]) }] as const };
    });
    expect(inner?.isDisposed).toBe(true);
    expect([kept, list[0], list[1].deep].map((x) => x.isDisposed)).toEqual([false, false, false]);
    expect(memory().liveBuffers).toBe(before + 3);
    for (const x of [kept, list[0], list[1].deep]) x.dispose();
    expect(memory().liveBuffers).toBe(before);
  });

  test('what an inner scope returns belongs to the outer one', () => {
    let inner: Tensor | undefined;
    scope(() => {
      inner = scope(() => ones([1]));
      expect(inner.isDisposed).toBe(false);
    });
    expect(inner?.isDisposed).toBe(true);
  });

  test('an error frees everything and passes through', () => {
    const before = memory().liveBuffers;
    expect(() =>
      scope(() => {
        ones([1]);
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(memory().liveBuffers).toBe(before);
  });

  test('tensors from outside survive', () => {
    const x = ones([1]);
    scope(() => add(x, x));
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  test('keep takes a tensor out', () => {
    const x = scope(() => {
      const kept = keep(ones([1]));
      return { get: () => kept };
    }).get();
    expect(x.isDisposed).toBe(false);
    x.dispose();
  });

  test('an async function is refused', () => {
    expect(() => scope(async () => ones([1]))).toThrow(UsageError);
  });
});

test('a reshape shares memory and keeps it alive', () => {
  const before = memory().liveBuffers;
  const x = tensor([1, 2, 3, 4], [4]);
  const y = reshape(x, [2, 2]);
  expect(memory().liveBuffers).toBe(before + 1);
  x.dispose();
  expect(y.dataSync()).toEqual(Float32Array.of(1, 2, 3, 4));
  y.dispose();
  expect(memory().liveBuffers).toBe(before);
});

describe('pool', () => {
  test('the second round of the same shapes allocates nothing', () => {
    const round = (): void => scope(() => void add(ones([5, 7]), add(ones([5, 7]), ones([7]))));
    round();
    const { allocations } = memory();
    for (let i = 0; i < 10; i++) round();
    expect(memory().allocations).toBe(allocations);
  });

  test('trim gives idle buffers back', () => {
    ones([1000]).dispose();
    expect(memory().idleBytes).toBeGreaterThanOrEqual(4000);
    trimMemory();
    expect(memory().idleBytes).toBe(0);
    expect(memory().bytes).toBe(poolOf(backend).liveBytes);
  });

  test('when memory runs out, idle buffers are given up and the request is tried again', () => {
    ones([1000]).dispose();
    const allocate = backend.allocate.bind(backend);
    let failures = 1;
    backend.allocate = (dtype, length) => {
      if (failures-- > 0) throw new Error('full');
      return allocate(dtype, length);
    };
    try {
      const x = ones([1001]);
      expect(memory().idleBytes).toBe(0);
      x.dispose();
    } finally {
      backend.allocate = allocate;
    }
  });
});

test('a workspace is as large as its largest request', () => {
  const workspace = new Workspace();
  workspace.reserve(backend, 10);
  const large = workspace.reserve(backend, 100);
  expect(workspace.reserve(backend, 50)).toBe(large);
  expect(workspace.bytes(backend)).toBe(400);
  const { bytes } = backend.memory();
  workspace.dispose();
  expect(backend.memory().bytes).toBe(bytes - 400);
});

test('the leak report names where a tensor was made', () => {
  debugMemory(true);
  function forgetful(): Tensor {
    return ones([3]);
  }
  const leaked = forgetful();
  scope(() => void ones([2]));
  const report = leakReport();
  expect(report.map(({ shape }) => shape)).toEqual([[3]]);
  expect(report[0]?.stack).toContain('forgetful');
  expect(report[0]?.stack.split('\n')[0]).toContain('create.ts');
  leaked.dispose();
  expect(leakReport()).toEqual([]);
  debugMemory(false);
});

describe('tensors that nobody disposed', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;

  /** Collects until `done`, since when finalisers run is up to the engine. */
  async function collectUntil(done: () => boolean): Promise<void> {
    for (let round = 0; round < 50 && !done(); round++) {
      collectGarbage();
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  test('come back to the pool once they are garbage, recorded ones too', async () => {
    const before = memory().liveBuffers;
    (() => {
      const x = tensor([1, 2], [2], { requiresGrad: true });
      add(add(x, x), x);
    })();
    expect(memory().liveBuffers).toBeGreaterThan(before);
    // At most: what earlier tests left behind goes too.
    await collectUntil(() => memory().liveBuffers <= before);
    expect(memory().liveBuffers).toBeLessThanOrEqual(before);
  });

  test('come back from a scope that returned or kept them', async () => {
    const before = memory().liveBuffers;
    (() => {
      scope(() => scope(() => [ones([3]), keep(ones([4]))]));
    })();
    expect(memory().liveBuffers).toBe(before + 2);
    await collectUntil(() => memory().liveBuffers <= before);
    expect(memory().liveBuffers).toBeLessThanOrEqual(before);
  });

  test('stay in the leak report, marked as collected', async () => {
    debugMemory(true);
    (() => void ones([5]))();
    await collectUntil(() => leakReport()[0]?.collected === true);
    expect(leakReport()).toMatchObject([{ shape: [5], collected: true }]);
    debugMemory(false);
  });
});
