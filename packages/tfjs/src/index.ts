/**
 * Reads layers models of TensorFlow.js.
 *
 * @packageDocumentation
 */
export { loadTfjsModel, type LoadOptions } from './load-tfjs-model.ts';
export { weightPaths } from './weight-paths.ts';
export type { AnyShape, InputInfo, Layout, TfjsModel } from './tfjs-model.ts';
export { depthToSpace } from './layers/depth-to-space.ts';
export type { CustomLayer, KerasLayer } from './layers/build-layers.ts';
export type { Merge } from './layers/merge.ts';
export type { ModelJson } from './file/json.ts';
export type { StoredWeight } from './file/weights.ts';
export type { DataFormat } from './layout.ts';
