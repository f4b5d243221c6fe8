import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BackendError, UsageError } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { cpu } from '../cpu.ts';
import type { CpuOptions, WasmSource } from '../options.ts';

const simd = new URL('./generated/simd.wasm', import.meta.url);
const relaxed = new URL('./generated/relaxed-simd.wasm', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'gemmule-source-'));

const server = createServer((request, response) => {
  if (request.url === '/simd.wasm') response.end(readFileSync(simd));
  else if (request.url === '/page') response.end('<!doctype html><title>Not here</title>');
  else response.writeHead(404).end();
});
let origin: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

/** A file of the tests' own. */
function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The module with some bytes of its code changed, or those of its stamp. */
function altered(change: (bytes: Buffer) => void): Buffer {
  const bytes = Buffer.from(readFileSync(simd));
  change(bytes);
  return bytes;
}

function from(source: WasmSource | PromiseLike<WasmSource>): Promise<{ engine?: string; dispose(): void }> {
  return cpu({ engine: 'wasm-simd', threads: 1, modules: { 'wasm-simd': source } });
}

describe('the module comes from', () => {
  const bytes = readFileSync(simd);
  const sources: Record<string, () => WasmSource | PromiseLike<WasmSource>> = {
    'a file URL': () => simd,
    'the text of a file URL': () => simd.href,
    'a path': () => fileURLToPath(simd),
    'an http URL': () => new URL(`${origin}/simd.wasm`),
    'the text of an http URL': () => `${origin}/simd.wasm`,
    'a data: address': () => `data:application/wasm;base64,${bytes.toString('base64')}`,
    'a response': async () => fetch(`${origin}/simd.wasm`),
    'a promise of a response': () => fetch(`${origin}/simd.wasm`),
    bytes: () => bytes,
    'an ArrayBuffer': () => new Uint8Array(bytes).buffer,
    'a module': () => new WebAssembly.Module(bytes),
    'a promise of a module': () => WebAssembly.compile(bytes),
  };
  test.each(Object.entries(sources))('%s', async (_name, source) => {
    const backend = await from(source());
    expect(backend.engine).toBe('wasm-simd x1');
    backend.dispose();
  });

  test('what is exported beside the code, to threads too', async () => {
    const modules = { 'wasm-relaxed-simd': import.meta.resolve('@gemmule/backend-cpu/relaxed-simd.wasm') };
    const backend = await cpu({ threads: 2, modules });
    expect(backend.engine).toBe('wasm-relaxed-simd x2');
    backend.dispose();
  });
});

describe('it is not taken from elsewhere when', () => {
  const stamp = (bytes: Buffer): number => bytes.lastIndexOf('gemmule');
  const wrong: Record<string, [() => WasmSource | PromiseLike<WasmSource>, RegExp]> = {
    'there is no such file': [() => join(folder, 'none.wasm'), /\/none\.wasm\): cannot be read: ENOENT/],
    'the server does not have it': [
      () => `${origin}/none.wasm`,
      /none\.wasm\): cannot be read: the server answers 404$/,
    ],
    'there is no server': [() => 'http://127.0.0.1:1/simd.wasm', /cannot be read: fetch failed$/],
    'the promise is rejected': [
      () => Promise.reject(new Error('no network')),
      /^cpu: modules\['wasm-simd'\]: the promise was rejected: no network$/,
    ],
    'a response is that of a missing file': [() => fetch(`${origin}/none`), /the server answers 404$/],
    'the server sends a page': [() => `${origin}/page`, /page\) is not WebAssembly$/],
    'it is text': [() => file('text.wasm', 'hello'), /text\.wasm\) is not WebAssembly$/],
    'it is empty': [() => new Uint8Array(), /is not WebAssembly$/],
    'it is cut off': [() => readFileSync(simd).subarray(0, 20_000), /is not WebAssembly$/],
    'it is the module of somebody else': [
      () => Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0),
      /^cpu: modules\['wasm-simd'\] is not a module of @gemmule\/backend-cpu$/,
    ],
    'it is the other module': [() => relaxed, /relaxed-simd\.wasm\) is the module for the engine 'wasm-relaxed-simd'$/],
    'it is of another version': [
      () => altered((bytes) => bytes.fill('0', stamp(bytes) + 'gemmulewasm-simd '.length)),
      /is of another version of @gemmule\/backend-cpu; ship the file of the installed one$/,
    ],
  };
  test.each(Object.entries(wrong))('%s', async (_name, [source, message]) => {
    const refused = from(source());
    await expect(refused).rejects.toThrow(BackendError);
    await expect(refused).rejects.toThrow(message);
    // Who names no engine has named a file all the same: no other engine takes its place.
    await expect(cpu({ modules: { 'wasm-relaxed-simd': new Uint8Array() } })).rejects.toThrow('is not WebAssembly');
  });

  test('it is nothing of the kind', async () => {
    await expect(from(5)).rejects.toThrow(UsageError);
    await expect(from(5)).rejects.toThrow(
      "cpu: modules['wasm-simd'] is an address, a Response, bytes or a WebAssembly.Module, not 5",
    );
    const of = (modules: unknown) => cpu({ modules } as CpuOptions);
    await expect(of('simd.wasm')).rejects.toThrow('cpu: modules is an object, not simd.wasm');
    await expect(of(null)).rejects.toThrow('cpu: modules is an object, not null');
    await expect(of({ simd })).rejects.toThrow("cpu: modules are for wasm-relaxed-simd and wasm-simd, not 'simd'");
  });
});

test('a host that lacks relaxed SIMD does not ask for that module', async () => {
  const validate = vi.spyOn(WebAssembly, 'validate').mockReturnValueOnce(false);
  try {
    const backend = await cpu({ threads: 1, modules: { 'wasm-relaxed-simd': join(folder, 'none.wasm') } });
    expect(backend.engine).toBe('wasm-simd x1');
    backend.dispose();
  } finally {
    validate.mockRestore();
  }
});
