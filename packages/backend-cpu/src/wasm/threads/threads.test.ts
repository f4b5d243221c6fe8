import { execFileSync } from 'node:child_process';
import { BackendError } from '@gemmule/core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cpu } from '../../cpu.ts';
import { bufferOf } from '../testing/backends.ts';
import { doneWord, failedWord, generationWord, remainingWord, stopWord } from './control.ts';
import { createThreadPool } from './pool.ts';

/** A module whose only kernel, `k`, has that code: in hexadecimal, as the format has it section by section. */
function moduleOf(code: string): WebAssembly.Module {
  const type = '01 07 01 60 03 7f 7f 7f 00'; // (i32, i32, i32) -> ()
  const functions = '03 02 01 00';
  const exported = '07 05 01 01 6b 00 00';
  const length = code.split(' ').length;
  const body = `0a ${hexadecimal(length + 4)} 01 ${hexadecimal(length + 2)} 00 ${code} 0b`;
  const bytes = `00 61 73 6d 01 00 00 00 ${type} ${functions} ${exported} ${body}`.split(' ');
  return new WebAssembly.Module(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
}

function hexadecimal(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

const nothing = moduleOf('01');
const trap = moduleOf('00');
const endless = moduleOf('03 40 0c 00 0b');

const pools: { dispose(): void }[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const pool of pools.splice(0)) pool.dispose();
});

async function poolOf(module: WebAssembly.Module, workers = 1) {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  const words = new Int32Array(memory.buffer, 0, 160);
  const start = { module, memory, control: 0, kernels: ['k'], unrolled: false };
  const pool = await createThreadPool(workers, words, start);
  pools.push(pool);
  return { pool, words };
}

/** Waits until the worker has taken a chunk, so that it is not all done by the caller. */
function leaveOne(words: Int32Array): (chunk: number) => void {
  return () => {
    const deadline = performance.now() + 5000;
    while (Atomics.load(words, remainingWord) > 0 && performance.now() < deadline);
  };
}

describe('threads', () => {
  test('every chunk is done once, by whoever comes', async () => {
    const { pool, words } = await poolOf(nothing, 3);
    for (let job = 0; job < 200; job++) {
      const seen = new Set<number>();
      pool.share(50, (chunk) => seen.add(chunk));
      expect(Atomics.load(words, doneWord)).toBe(50);
      expect(Atomics.load(words, remainingWord)).toBe(0);
      expect(Math.max(-1, ...seen)).toBeLessThan(50);
    }
    expect(Atomics.load(words, generationWord)).toBe(200);
  });

  test('a kernel that stops is an error, on a worker and on the caller', async () => {
    const { pool, words } = await poolOf(trap);
    expect(() => pool.share(2, leaveOne(words))).toThrow(BackendError);
    expect(Atomics.load(words, failedWord)).toBe(1);
    // Without workers, one of which may be faster than the caller and leave it no chunk.
    const other = await poolOf(nothing, 0);
    const fail = (): never => {
      throw new Error('unreachable');
    };
    expect(() => other.pool.share(2, fail)).toThrow('a kernel stopped');
    expect(() => other.pool.share(1, () => undefined)).toThrow('make a new backend');
  });

  test('a worker that never finishes its chunk is an error, not a hang', { timeout: 30_000 }, async () => {
    const { pool, words } = await poolOf(endless);
    const start = performance.now();
    expect(() => pool.share(2, leaveOne(words))).toThrow(/cpu: a worker thread has ended \(silent for 10 s\)/);
    expect(performance.now() - start).toBeGreaterThan(9000);
    expect(() => pool.share(1, () => undefined)).toThrow(BackendError);
  });

  test('dispose ends the workers', async () => {
    const { pool, words } = await poolOf(nothing);
    pool.dispose();
    expect(Atomics.load(words, stopWord)).toBe(1);
  });

  test('a backend whose worker is gone says so', async () => {
    const { Worker: NodeWorker } = await import('node:worker_threads');
    const terminated: Promise<number>[] = [];
    const post = vi.spyOn(NodeWorker.prototype, 'postMessage').mockImplementation(function (
      this: InstanceType<typeof NodeWorker>,
    ) {
      terminated.push(this.terminate());
    });
    await expect(cpu({ threads: 2 })).rejects.toThrow(
      /^cpu: a worker thread did not start \(it exited with code \d\); threads: 1 does without$/,
    );
    await Promise.all(terminated);
    post.mockRestore();
  });

  test('a worker that says nothing is an error, not a hang, and no threads where none were asked for', async () => {
    const { Worker: NodeWorker } = await import('node:worker_threads');
    const post = vi.spyOn(NodeWorker.prototype, 'postMessage').mockImplementation(() => undefined);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const made = Promise.allSettled([cpu({ threads: 2 }), cpu()]);
      await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(1));
      vi.advanceTimersByTime(10_000);
      const [insisted, left] = await made;
      expect(insisted).toHaveProperty('reason', expect.any(BackendError));
      expect(insisted).toHaveProperty('reason.message', expect.stringContaining('it was silent for 10 s'));
      expect(left).toHaveProperty('value.engine', 'wasm-relaxed-simd x1');
    } finally {
      post.mockRestore();
    }
  });

  test.each([
    ['', 'wasm-relaxed-simd x1'],
    ['{ threads: 2 }', 'BackendError'],
  ])('where the process may not start workers, cpu(%s) gives %s', (options, outcome) => {
    const url = new URL('../../cpu.ts', import.meta.url);
    const program = `
      const { cpu } = await import('${url}');
      console.log(await cpu(${options}).then((backend) => backend.engine, (error) => error.name));`;
    const flags = ['--conditions=gemmule:source', '--permission', '--allow-fs-read=*', '--input-type=module'];
    const output = execFileSync(process.execPath, [...flags, '-e', program], { timeout: 20_000, encoding: 'utf8' });
    expect(output).toBe(`${outcome}\n`);
  });

  test('workers do not keep a process alive', () => {
    const url = new URL('../../cpu.ts', import.meta.url);
    const program = `const { cpu } = await import('${url}'); const b = await cpu({ threads: 3 }); console.log(b.engine);`;
    const output = execFileSync(
      process.execPath,
      ['--conditions=gemmule:source', '--input-type=module', '-e', program],
      {
        timeout: 20_000,
        encoding: 'utf8',
      },
    );
    expect(output).toBe('wasm-relaxed-simd x3\n');
  });

  test('forty backends one after another', async () => {
    for (let i = 0; i < 40; i++) {
      const backend = await cpu({ threads: 2 });
      expect(bufferOf(backend, new Float32Array(1000)).length).toBe(1000);
      backend.dispose();
    }
  });
});
