import { type Dim, type Shape, ShapeError } from '@gemmule/core';
import type { AnyLayer } from '@gemmule/nn';
import { type Edge, GraphWriter, type LayerExporter, type StoredParameter } from './export/graph-writer.ts';
import { layerExporters } from './export/layer-exporters.ts';
import { encodeModel } from './file/encode.ts';
import { numberOfType } from './file/element-type.ts';
import type { DimensionProto, NodeProto, ValueInfoProto } from './file/schema.ts';

/** Options of {@link exportOnnx}. */
export interface ExportOptions {
  /** How layers of your own become nodes, by their kind. One of nn's kinds replaces what would be written for it. */
  readonly layers?: Readonly<Record<string, LayerExporter>>;
}

/**
 * The bytes of an ONNX file of a model of `@gemmule/nn`, as it predicts: opset 17, or the first later one that has its
 * operators. The input is called `input` and the output `output`; parameters keep their names.
 *
 * @param inputShape what the model takes; a name, such as `'N'`, is a length that is left open
 * @throws UsageError before the parameters have values, and for a layer that ONNX has no form of, with the way to give one;
 *   ShapeError when the shape does not fit the model.
 * @example
 * ```ts
 * model.initialize({ seed: 1 });
 * await writeFile('model.onnx', await exportOnnx(model, ['N', 1, 28, 28]));
 *
 * // A layer of your own, of kind 'double':
 * const double = nn.layer<nn.Elementwise>({ kind: 'double', forward: (x) => mul(x, 2), plan: (shape) => shape });
 * await exportOnnx(double, ['N', 8], {
 *   layers: { double: (layer, x, graph) => graph.node('Add', [x, x], x.rank) },
 * });
 * ```
 */
export async function exportOnnx(model: AnyLayer, inputShape: Shape, options: ExportOptions = {}): Promise<Uint8Array> {
  assertDims(inputShape);
  const stored = await parametersOf(model);
  const outputShape = outputShapeOf(model, inputShape);
  const graph = new GraphWriter(stored, { ...layerExporters, ...options.layers }, inputShapesOf(model, inputShape));
  const output = graph.layer(model, { name: 'input', rank: inputShape.length });
  return encodeModel({
    irVersion: 8,
    producerName: 'gemmule',
    opsetImport: [{ domain: '', version: graph.opset }],
    graph: {
      name: model.kind,
      node: endingIn(graph.nodes, output),
      initializer: [...graph.constants.values()],
      input: [valueInfo('input', inputShape)],
      output: [valueInfo('output', outputShape ?? new Array<undefined>(output.rank).fill(undefined))],
    },
  });
}

function assertDims(shape: Shape): void {
  const wrong = shape.find((dim) => (typeof dim === 'number' ? !(Number.isSafeInteger(dim) && dim >= 0) : dim === ''));
  if (wrong === undefined) return;
  throw new ShapeError(`exportOnnx: dimension ${JSON.stringify(wrong)} of the input is not a natural number or a name`);
}

/** All parameters and buffers by what holds them. @throws UsageError before they have values. */
async function parametersOf(model: AnyLayer): Promise<Map<unknown, StoredParameter>> {
  const tensors = new Map([...model.parameters(), ...model.buffers()]);
  const stored = new Map<unknown, StoredParameter>();
  for (const [name, slot] of model.slots) {
    const tensor = tensors.get(name)!;
    stored.set(slot, { name, shape: tensor.shape, data: await tensor.data() });
  }
  return stored;
}

/** What each layer takes, by its place; nothing where lengths other than the batch are left open. */
function inputShapesOf(model: AnyLayer, [, ...rest]: Shape): Map<string, readonly number[]> {
  if (rest.some((dim) => typeof dim === 'string')) return new Map();
  return new Map(planOf(model, [1, ...(rest as number[])]).rows.map(({ name, inputShape }) => [name, inputShape]));
}

/** On the backend where the model lives; without parameters it lives on none. */
function planOf(model: AnyLayer, shape: readonly number[]): ReturnType<AnyLayer['plan']> {
  const backend = [...model.slots.values()][0]?.tensor?.backend;
  return model.plan(shape, backend === undefined ? {} : { backend });
}

/**
 * The shape of the output, with the batch by its name. Undefined where other lengths are left open: then it is not said.
 * What differs between a batch of 1 and one of 2 is the batch.
 */
function outputShapeOf(model: AnyLayer, [batch, ...rest]: Shape): Dim[] | undefined {
  if (rest.some((dim) => typeof dim === 'string') || batch === undefined) return undefined;
  const planned = (size: number): readonly number[] => planOf(model, [size, ...(rest as number[])]).outputShape;
  if (typeof batch === 'number') return [...planned(batch)];
  const [one, two] = [planned(1), planned(2)];
  return one.map((length, axis) => (axis === 0 && two[0] === 2 * length ? batch : length));
}

/** The nodes with the result called `output`. A model that does nothing has none, and gets one. */
function endingIn(nodes: readonly NodeProto[], { name }: Edge): NodeProto[] {
  const isInput = !nodes.some(({ output }) => output?.[0] === name);
  if (isInput) return [...nodes, { name: 'output', opType: 'Identity', input: [name], output: ['output'] }];
  const renamed = (names: readonly string[] = []): string[] => names.map((one) => (one === name ? 'output' : one));
  return nodes.map((node) => ({ ...node, input: renamed(node.input), output: renamed(node.output) }));
}

function valueInfo(name: string, shape: readonly (Dim | undefined)[]): ValueInfoProto {
  const dim = shape.map((length): DimensionProto => {
    if (length === undefined) return {};
    return typeof length === 'number' ? { dimValue: length } : { dimParam: length };
  });
  return { name, type: { tensorType: { elemType: numberOfType('float32'), shape: { dim } } } };
}
