import { type ModelJson, readJson } from './file/json.ts';
import { readManifest } from './file/manifest.ts';

/**
 * The files of weights that belong to a model.json, beside which they lie: what `loadTfjsModel` wants the bytes of, in this
 * order.
 *
 * @throws FormatError for a model.json that is none, or that names files which do not lie beside it or below.
 * @example
 * ```ts
 * const paths = weightPaths(await readFile('model/model.json', 'utf8'));
 * console.log(paths);   // ['group1-shard1of1.bin']
 * const files = await Promise.all(paths.map((path) => readFile(join('model', path))));
 * ```
 */
export function weightPaths(modelJson: ModelJson): string[] {
  return readManifest(readJson(modelJson)).flatMap(({ paths }) => [...paths]);
}
