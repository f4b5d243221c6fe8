import { BackendError, UsageError } from '@gemmule/core';
import type { WasmSource } from '../options.ts';
import { stamps } from './generated/stamps.ts';
import type { WasmFlavour } from './module.ts';

/** What has to be compiled. Not an `Exclude`: to TypeScript, whose `WebAssembly.Module` is empty, all of them are modules. */
type WasmBytes = string | URL | Response | BufferSource;

const packageName = '@gemmule/backend-cpu';

/**
 * The module that a user has said where to find.
 *
 * @throws BackendError when it is not there, or is not the one that this version of the package was built with
 * @throws UsageError when the source is none
 */
export async function loadSource(
  flavour: WasmFlavour,
  source: WasmSource | PromiseLike<WasmSource>,
): Promise<WebAssembly.Module> {
  let place = `modules['${flavour}']`;
  const attempt = async <Result>(what: string, action: () => PromiseLike<Result> | Result): Promise<Result> => {
    try {
      return await action();
    } catch (cause) {
      throw new BackendError(`cpu: ${place}: ${what}: ${messageOf(cause)}`, { cause });
    }
  };

  const given = await attempt('the promise was rejected', () => source);
  assertSource(place, given);
  place += nameOf(given);
  const module =
    given instanceof WebAssembly.Module
      ? given
      : await compile(place, await attempt('cannot be read', () => bytesOf(given)));
  const wrong = whyForeign(module, flavour);
  if (wrong !== undefined) throw new BackendError(`cpu: ${place} ${wrong}`);
  return module;
}

function assertSource(place: string, source: unknown): asserts source is WasmSource {
  const kinds = [URL, Response, ArrayBuffer, WebAssembly.Module];
  if (typeof source === 'string' || ArrayBuffer.isView(source) || kinds.some((kind) => source instanceof kind)) return;
  throw new UsageError(`cpu: ${place} is an address, a Response, bytes or a WebAssembly.Module, not ${String(source)}`);
}

function nameOf(source: WasmSource): string {
  if (typeof source === 'string' || source instanceof URL) return ` (${abbreviated(String(source))})`;
  return source instanceof Response && source.url !== '' ? ` (${abbreviated(source.url)})` : '';
}

/** A `data:` address would fill the screen. */
function abbreviated(address: string): string {
  return address.length <= 200 ? address : `${address.slice(0, 80)}...`;
}

async function bytesOf(source: WasmBytes): Promise<BufferSource> {
  if (typeof source !== 'string' && !(source instanceof URL) && !(source instanceof Response)) return source;
  const path = source instanceof Response ? undefined : pathOf(source);
  if (path !== undefined) return process.getBuiltinModule('node:fs/promises').readFile(path);
  const response = source instanceof Response ? source : await fetch(source);
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  return response.arrayBuffer();
}

/** In Node.js, whose `fetch` knows no files, what is not an address of another protocol is one. */
function pathOf(source: string | URL): string | URL | undefined {
  if (globalThis.process?.versions?.node === undefined || /^(https?|data|blob):/.test(String(source))) return undefined;
  return String(source).startsWith('file:') ? new URL(source) : source;
}

async function compile(place: string, bytes: BufferSource): Promise<WebAssembly.Module> {
  // Servers answer with a page of theirs, and with status 200, where they do not find a file.
  if (!WebAssembly.validate(bytes)) throw new BackendError(`cpu: ${place} is not WebAssembly`);
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw new BackendError(`cpu: ${place} does not compile: ${messageOf(cause)}`, { cause });
  }
}

/** Why the module is not the one for this code, if so. */
function whyForeign(module: WebAssembly.Module, flavour: WasmFlavour): string | undefined {
  const [section] = WebAssembly.Module.customSections(module, 'gemmule');
  if (section === undefined) return `is not a module of ${packageName}`;
  const stamp = new TextDecoder().decode(section);
  if (stamp === stamps[flavour]) return undefined;
  if (Object.values(stamps).includes(stamp)) return `is the module for the engine '${stamp.split(' ')[0]}'`;
  return `is of another version of ${packageName}; ship the file of the installed one`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
