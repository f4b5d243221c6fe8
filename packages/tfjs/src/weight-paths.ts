import { type ModelJson, readJson } from './file/json.ts';
import { readManifest } from './file/manifest.ts';

/**
 * The files of weights that belong to a model.json, beside which they lie: what `loadTfjsModel` wants the bytes of, in this
 * order.
 *
 * @throws FormatError for a model.json that is none, or that names files which do not lie beside it or below.
 * @example
 * ```ts
 * const paths = weightPaths(modelJson);   // ['group1-shard1of2.bin', 'group1-shard2of2.bin']
 * const files = await Promise.all(paths.map((path) => readFile(join(folder, path))));
 * ```
 */
export function weightPaths(modelJson: ModelJson): string[] {
  return readManifest(readJson(modelJson)).flatMap(({ paths }) => [...paths]);
}
