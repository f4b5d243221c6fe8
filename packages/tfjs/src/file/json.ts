import { bad } from './bad.ts';

/** An object of a file, of which nothing is known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** model.json: its text, its bytes, or what `JSON.parse` and `response.json()` made of it. */
export type ModelJson = string | Uint8Array | ArrayBuffer | object;

export function readJson(source: ModelJson): JsonObject {
  const isBytes = source instanceof Uint8Array || source instanceof ArrayBuffer;
  const parsed = isBytes ? parse(decode(source)) : typeof source === 'string' ? parse(source) : source;
  if (!isObject(parsed)) throw bad('model.json is not an object');
  return parsed;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an object has under a name, and not what all objects have: a file may call a layer 'constructor'. */
export function field(object: JsonObject, name: string): unknown {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** A list of whole numbers from `least`. */
export function isNaturals(value: unknown, least: number): value is readonly number[] {
  return Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= least);
}

/** More axes than any tensor of a network has; without a limit, a file could make everything slow that looks at a shape. */
const MAX_RANK = 8;

/** A list of not too many whole numbers from `least`. */
export function isShape(value: unknown, least = 1): value is readonly number[] {
  return isNaturals(value, least) && value.length <= MAX_RANK;
}

function decode(bytes: Uint8Array | ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw bad('model.json is not text', error);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw bad('model.json is not JSON', error);
  }
}
