import { bad, show } from '../file/bad.ts';
import { type ElementType, elementType } from '../file/element-type.ts';
import type { GraphProto, ModelProto, NodeProto, ValueInfoProto } from '../file/schema.ts';
import { readTensor, type StoredTensor, tensorTitle } from '../file/tensor-data.ts';
import { titleOf } from './node.ts';

/** An input or output of a model. */
export interface ValueInfo {
  /** That of the value in the file. */
  readonly name: string;
  /** What its elements are. */
  readonly dtype: ElementType;
  /** A length, a name where it is left open, or null where it has none. Undefined where the file says nothing. */
  readonly shape: readonly (number | string | null)[] | undefined;
}

/** A graph whose names are right: each is given once, and nothing is read before it is there. */
export interface Graph {
  readonly opset: number;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants: ReadonlyMap<string, StoredTensor>;
  /** Those that the outputs need, in order. */
  readonly nodes: readonly NodeProto[];
}

/** Versions of the operators that we know. */
const OLDEST_OPSET = 9;
const NEWEST_OPSET = 25;

/** @throws FormatError for a model that is none. */
export function readGraph(model: ModelProto): Graph {
  if (model.graph === undefined) throw bad('the file has no graph');
  const { graph } = model;
  if ((graph.sparseInitializer ?? []).length > 0) throw bad('the model has sparse tensors, which cannot be read');
  const constants = new Map<string, StoredTensor>();
  for (const tensor of graph.initializer ?? []) {
    const name = tensor.name ?? '';
    if (name === '' || constants.has(name)) throw bad(`there are two constants ${show(name)}, or one has no name`);
    constants.set(name, readTensor(tensor, tensorTitle(name)));
  }
  // Early files list constants among the inputs.
  const inputs = (graph.input ?? []).filter(({ name }) => !constants.has(name ?? '')).map(readInfo);
  const outputs = (graph.output ?? []).map(readInfo);
  if (outputs.length === 0) throw bad('the graph has no outputs');
  assertDistinct(inputs, 'inputs');
  assertDistinct(outputs, 'outputs');
  assertOrdered(graph, inputs, constants, outputs);
  return { opset: opsetOf(model), inputs, outputs, constants, nodes: neededNodes(graph, outputs) };
}

function opsetOf({ opsetImport = [] }: ModelProto): number {
  const versions = opsetImport.filter(({ domain = '' }) => isStandard(domain)).map(({ version = 0 }) => version);
  const [version] = versions;
  if (version === undefined || versions.some((other) => other !== version)) {
    throw bad('the file does not say which version of the operators it uses');
  }
  if (version < OLDEST_OPSET || version > NEWEST_OPSET) {
    throw bad(`the model uses opset ${version}; those that can be read are ${OLDEST_OPSET} to ${NEWEST_OPSET}`);
  }
  return version;
}

/** Whether a domain is that of ONNX's own operators. */
export function isStandard(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

function readInfo({ name = '', type }: ValueInfoProto): ValueInfo {
  if (name === '') throw bad('an input or output has no name');
  const what = `input or output ${show(name)}`;
  if (type?.tensorType === undefined) throw bad(`${what} is not a tensor`);
  const { elemType = 0, shape } = type.tensorType;
  const lengths = shape && (shape.dim ?? []).map(({ dimValue, dimParam = '' }) => dimValue ?? (dimParam || null));
  const wrong = lengths?.find((length) => typeof length === 'number' && !(Number.isSafeInteger(length) && length >= 0));
  if (wrong !== undefined) throw bad(`${what} has a dimension ${wrong}`);
  return { name, dtype: elementType(elemType, what), shape: lengths };
}

function assertDistinct(infos: readonly ValueInfo[], what: string): void {
  const names = new Set<string>();
  for (const { name } of infos) {
    if (names.has(name)) throw bad(`two ${what} are called ${show(name)}`);
    names.add(name);
  }
}

/** Nodes come in an order in which they can be run, so a cycle is something that is read too early. */
function assertOrdered(
  { node: nodes = [] }: GraphProto,
  inputs: readonly ValueInfo[],
  constants: ReadonlyMap<string, unknown>,
  outputs: readonly ValueInfo[],
): void {
  const known = new Set([...inputs.map(({ name }) => name), ...constants.keys()]);
  for (const node of nodes) {
    const early = (node.input ?? []).find((name) => name !== '' && !known.has(name));
    if (early !== undefined) {
      throw bad(`${titleOf(node)} reads ${show(early)}, which nothing before it gives: the graph has a cycle or a gap`);
    }
    for (const name of (node.output ?? []).filter(isNamed)) {
      if (known.has(name)) throw bad(`${titleOf(node)} gives ${show(name)}, which is there already`);
      known.add(name);
    }
  }
  const missing = outputs.find(({ name }) => !known.has(name));
  if (missing !== undefined) throw bad(`nothing gives the output ${show(missing.name)}`);
}

/** Without those whose outputs lead nowhere. */
function neededNodes({ node: nodes = [] }: GraphProto, outputs: readonly ValueInfo[]): NodeProto[] {
  const wanted = new Set(outputs.map(({ name }) => name));
  const needed: NodeProto[] = [];
  for (const node of nodes.toReversed()) {
    if (!(node.output ?? []).some((name) => wanted.has(name))) continue;
    for (const name of (node.input ?? []).filter(isNamed)) wanted.add(name);
    needed.push(node);
  }
  return needed.reverse();
}

export function isNamed(name: string): boolean {
  return name !== '';
}
