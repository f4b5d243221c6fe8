import { type Backend, FormatError, getBackend, sameShape, showShape } from '@gemmule/core';
import type { AnyLayer } from '../layer/layer.ts';
import { decodeSafetensors } from './decode-safetensors.ts';

/**
 * Fills the parameters and buffers of a model from the bytes of a safetensors file, which must have them all and nothing else. The
 * bytes are not trusted, and everything is checked before anything is changed.
 *
 * @param options where the parameters shall live, if they have no values yet (default: the current backend)
 * @throws FormatError for a damaged file (see {@link decodeSafetensors}) or one of another model, with the differences.
 * @example
 * ```ts
 * nn.loadSafetensors(model, await readFile('model.safetensors'));
 * ```
 */
export function loadSafetensors(
  model: AnyLayer,
  bytes: Uint8Array,
  options: { readonly backend?: Backend } = {},
): void {
  const { tensors } = decodeSafetensors(bytes);
  const missing = [...model.slots.keys()].filter((name) => !tensors.has(name));
  const unexpected = [...tensors.keys()].filter((name) => !model.slots.has(name));
  const differing: string[] = [];
  const values = new Map<string, Float32Array>();
  for (const [name, { definition }] of model.slots) {
    const stored = tensors.get(name);
    if (stored === undefined) continue;
    const { shape, data } = stored;
    if (!sameShape(shape, definition.shape)) {
      differing.push(`${name} is ${showShape(shape)} in the file and ${showShape(definition.shape)} in the model`);
    } else if (data instanceof Int32Array) differing.push(`${name} has integers`);
    else values.set(name, data);
  }
  const problems = [
    ...list('missing', missing),
    ...list('unexpected', unexpected),
    ...differing.slice(0, MAX_LISTED),
    ...(differing.length > MAX_LISTED ? [`and ${differing.length - MAX_LISTED} more`] : []),
  ];
  if (problems.length > 0) {
    throw new FormatError(`loadSafetensors: the file does not fit the model: ${problems.join('; ')}`);
  }
  for (const [name, slot] of model.slots) {
    slot.assign(slot.tensor?.backend ?? options.backend ?? getBackend(), values.get(name)!);
  }
}

/** A file of another model differs everywhere; nobody reads thousands of names. */
const MAX_LISTED = 8;

function list(what: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length > MAX_LISTED ? ` and ${names.length - MAX_LISTED} more` : '';
  return [`${what} ${names.slice(0, MAX_LISTED).map(show).join(', ')}${more}`];
}

/** Names come from the file. */
function show(name: string): string {
  return name.length > 60 || !/^[\w.]+$/.test(name) ? JSON.stringify(name.slice(0, 60)) : name;
}
