/**
 * Runs ONNX models on any backend, and writes models of `@gemmule/nn` as ONNX.
 *
 * @packageDocumentation
 */
export { loadOnnx, type LoadOptions, type OnnxModel } from './load-onnx.ts';
export { exportOnnx, type ExportOptions } from './export-onnx.ts';
export type { AttributeValue, Edge, GraphWriter, LayerExporter, StoredParameter } from './export/graph-writer.ts';
export type { ElementType } from './file/element-type.ts';
export type { ValueInfo } from './graph/graph.ts';
export type { Feed, HostFeed } from './run/feeds.ts';
export type { Output } from './run/results.ts';
