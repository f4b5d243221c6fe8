import { execFileSync } from 'node:child_process';
import { BackendError, ones, registerBackend, sum, unregisterBackend, UsageError } from '@gemmule/core';
import { expect, test, vi } from 'vitest';
import { cpu } from './cpu.ts';

test('says what it is', async () => {
  for (const [options, engine] of [
    [{ threads: 1 }, 'wasm-relaxed-simd x1'],
    [{ threads: 2 }, 'wasm-relaxed-simd x2'],
    [{ engine: 'wasm-simd', threads: 1 }, 'wasm-simd x1'],
    [{ engine: 'typescript' }, 'typescript'],
    [{ engine: 'typescript', threads: 1 }, 'typescript'],
  ] as const) {
    const backend = await cpu(options);
    expect([backend.name, backend.engine]).toEqual(['cpu', engine]);
    backend.dispose();
  }
});

test('refuses what it does not have, and says what it has', async () => {
  const available = 'available: wasm-relaxed-simd, wasm-simd, typescript';
  for (const engine of ['wasm', 'toString']) {
    // @ts-expect-error: the type knows better
    const made = cpu({ engine });
    await expect(made).rejects.toThrow(BackendError);
    await expect(made).rejects.toThrow(`cpu: there is no engine '${engine}' (${available})`);
  }
  const made = cpu({ engine: 'typescript', threads: 2 });
  await expect(made).rejects.toThrow(BackendError);
  await expect(made).rejects.toThrow("cpu: the engine 'typescript' has one thread, 2 were asked for");
  for (const threads of [0, 1.5, -1, 65, Number.NaN, Infinity]) {
    const refused = cpu({ threads });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(`cpu: threads must be a whole number from 1 to 64, not ${threads}`);
  }
  // @ts-expect-error: the type knows better
  await expect(cpu({ precision: 'double' })).rejects.toThrow("cpu: precision is 'fast' or 'exact', not 'double'");
  await expect(cpu({ engine: 'wasm-simd', revectorize: true })).rejects.toThrow(
    "cpu: revectorize is for the engine 'wasm-relaxed-simd', not 'wasm-simd'",
  );
});

test('a host without WebAssembly gets TypeScript, and an error where it asked for more', async () => {
  vi.stubGlobal('WebAssembly', undefined);
  try {
    expect((await cpu()).engine).toBe('typescript');
    await expect(cpu({ engine: 'wasm-simd' })).rejects.toThrow(
      'cpu: this host cannot run wasm-simd: the host has no WebAssembly',
    );
    await expect(cpu({ threads: 2 })).rejects.toThrow('wasm-relaxed-simd: the host has no WebAssembly');
    await expect(cpu({ revectorize: true })).rejects.toThrow(
      'cpu: this host cannot run wasm-relaxed-simd: the host has no WebAssembly',
    );
  } finally {
    vi.unstubAllGlobals();
  }
});

test.runIf(process.arch === 'x64')(
  'revectorized kernels (AVX2, so on x64 only) pass their self-test and compute',
  () => {
    // In a process of its own: V8's flags hold for all of it.
    const program = `
    const { conv2d, ones, registerBackend, sum } = await import('${new URL('../../core/src/index.ts', import.meta.url)}');
    const { cpu } = await import('${new URL('cpu.ts', import.meta.url)}');
    const backend = await registerBackend(cpu({ revectorize: true, threads: 2 }));
    const y = conv2d(ones([2, 20, 18, 18]), ones([20, 20, 3, 3]));
    console.log(backend.engine, (await sum(y).data())[0]);`;
    const flags = ['--conditions=gemmule:source', '--input-type=module', '-e', program];
    const output = execFileSync(process.execPath, flags, { encoding: 'utf8', timeout: 30_000 });
    expect(output).toBe(`wasm-relaxed-simd revectorized x2 ${2 * 20 * 16 * 16 * 180}\n`);
  },
);

test('a host without relaxed SIMD gets plain SIMD', async () => {
  const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValueOnce(false);
  try {
    const backend = await cpu({ threads: 1 });
    expect(backend.engine).toBe('wasm-simd x1');
    backend.dispose();
  } finally {
    validate.mockRestore();
  }
});

test('two backends share no memory statistics', async () => {
  const [one, other] = [await cpu(), await cpu()];
  one.allocate('float32', 5);
  expect(one.memory().buffers).toBe(1);
  expect(other.memory().buffers).toBe(0);
});

test('after dispose, kernels refuse its buffers', async () => {
  const backend = await cpu();
  const x = backend.allocate('float32', 2);
  backend.dispose();
  expect(() => backend.fill({ y: x, length: 2, value: 1 })).toThrow(BackendError);
  expect(() => backend.overrides?.softmax?.({ x, y: x, outer: 1, size: 2, inner: 1, logarithm: false })).toThrow(
    'buffer of 2 float32 is used after it was freed or its backend disposed',
  );
});

test('the example of its documentation', async () => {
  const backend = await registerBackend(cpu());
  expect([...(await sum(ones([2, 3])).data())]).toEqual([6]);
  unregisterBackend(backend);
});
