import { bad, show, showValue } from './bad.ts';
import { field, isObject, isShape, type JsonObject } from './json.ts';

/** How the numbers of a weight are stored. */
export type Encoding =
  | { readonly type: 'float32' }
  | { readonly type: 'float16' }
  | { readonly type: 'uint8' | 'uint16'; readonly scale: number; readonly min: number };

/** A weight as the manifest describes it. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly encoding: Encoding;
}

/** Weights one after the other, in the bytes of files one after the other. */
export interface WeightGroup {
  readonly paths: readonly string[];
  readonly weights: readonly WeightSpec[];
}

/** @throws FormatError for a manifest that is none. */
export function readManifest(model: JsonObject): WeightGroup[] {
  const manifest = field(model, 'weightsManifest');
  if (!Array.isArray(manifest)) throw bad("model.json has no list 'weightsManifest'");
  const names = new Set<string>();
  return manifest.map((group: unknown) => {
    const { paths, weights } = isObject(group) ? group : {};
    if (!Array.isArray(paths) || !paths.every((path) => typeof path === 'string') || !Array.isArray(weights)) {
      throw bad("a group of the weights manifest has no lists 'paths' and 'weights'");
    }
    for (const path of paths) assertBelow(path);
    return { paths, weights: weights.map((spec: unknown) => readSpec(spec, names)) };
  });
}

/** Files lie beside model.json or below: no file must make its reader open others. */
function assertBelow(path: string): void {
  // Addresses of pages may write a dot as %2e.
  const parts = path.replaceAll(/%2e/gi, '.').split(/[/\\]/);
  if (path !== '' && !parts.includes('..') && parts[0] !== '' && !/^[a-z][a-z\d+.-]*:/i.test(path)) return;
  throw bad(`the manifest names the file ${show(path)}, which does not lie beside model.json or below`);
}

function readSpec(spec: unknown, names: Set<string>): WeightSpec {
  if (!isObject(spec)) throw bad('a weight of the manifest is not an object');
  const { name, shape, dtype } = spec;
  if (typeof name !== 'string') throw bad('a weight of the manifest has no name');
  if (names.has(name)) throw bad(`there are two weights ${show(name)}`);
  names.add(name);
  if (!isShape(shape)) throw bad(`weight ${show(name)} has no shape of at most 8 positive integers`);
  if (dtype !== 'float32') {
    throw bad(`weight ${show(name)} has elements of type ${showValue(dtype)}; those that can be read are float32`);
  }
  return { name, shape, encoding: encodingOf(name, field(spec, 'quantization')) };
}

function encodingOf(name: string, quantization: unknown): Encoding {
  if (quantization === undefined) return { type: 'float32' };
  const { dtype, scale, min } = isObject(quantization) ? quantization : {};
  if (dtype === 'float16') return { type: 'float16' };
  if (dtype !== 'uint8' && dtype !== 'uint16') {
    throw bad(`weight ${show(name)} is quantized in a way that is not known; uint8, uint16 and float16 are`);
  }
  if (typeof scale !== 'number' || typeof min !== 'number') {
    throw bad(`weight ${show(name)} is quantized to ${dtype}, but has no numbers 'scale' and 'min'`);
  }
  return { type: dtype, scale, min };
}
