import { bad, show, showValue } from '../file/bad.ts';
import { field, isObject, type JsonObject } from '../file/json.ts';

/** What a call of a layer gave: the index of the call, and that of its output. */
export interface Reference {
  readonly layer: string;
  readonly call: number;
  readonly output: number;
}

/** One use of a layer. A layer that is used twice shares its weights. */
export interface Call {
  readonly inputs: readonly Reference[];
  /** Whether it is given anything beside its inputs. */
  readonly hasArguments: boolean;
}

/** A layer as the file declares it. */
export interface Declaration {
  readonly name: string;
  readonly className: string;
  readonly config: JsonObject;
  readonly calls: readonly Call[];
  /** What is inside, where the layer is a model. */
  readonly model: Topology | undefined;
}

/** A model: its layers by name, what goes in and what comes out. */
export interface Topology {
  readonly layers: ReadonlyMap<string, Declaration>;
  readonly inputs: readonly Reference[];
  readonly outputs: readonly Reference[];
}

/** Who wrote the file: what some layers do depends on it. */
export interface Origin {
  /** Trained by TensorFlow.js, not by Keras. */
  readonly isTfjs: boolean;
  /** The first number of Keras's version; 2 for TensorFlow.js, which follows that. */
  readonly major: number;
}

const MODELS: ReadonlySet<string> = new Set(['Sequential', 'Functional', 'Model']);
/** Models in models in models: more is not a model that somebody trained. */
const MAX_DEPTH = 32;

/** @throws FormatError for a file that holds no model of layers. */
export function readTopology(model: JsonObject): { readonly topology: Topology; readonly origin: Origin } {
  const format = field(model, 'format');
  if (format === 'graph-model') {
    throw bad('the file is a graph model, which has operations and no layers; save the Keras model as a layers model');
  }
  const outer = field(model, 'modelTopology');
  if (!isObject(outer)) throw bad("model.json has no object 'modelTopology'");
  const declared = field(outer, 'model_config') ?? outer;
  if (!isObject(declared)) throw bad('the model has no configuration');
  const className = field(declared, 'class_name');
  if (typeof className !== 'string' || !MODELS.has(className)) {
    throw bad(`the model is of class ${showValue(className)}; those that can be read are Sequential and Functional`);
  }
  const version = field(declared, 'keras_version') ?? field(outer, 'keras_version');
  return { topology: readModel(className, field(declared, 'config'), 0), origin: originOf(version) };
}

function originOf(version: unknown): Origin {
  const text = typeof version === 'string' ? version : '';
  const isTfjs = text.startsWith('tfjs');
  return { isTfjs, major: isTfjs ? 2 : Number.parseInt(text, 10) || 2 };
}

function readModel(className: string, config: unknown, depth: number): Topology {
  if (depth > MAX_DEPTH) throw bad(`there are more than ${MAX_DEPTH} models inside of one another`);
  // Early versions have the layers of a sequence alone.
  const settings = Array.isArray(config) ? { layers: config } : config;
  const layers = isObject(settings) ? field(settings, 'layers') : undefined;
  if (!isObject(settings) || !Array.isArray(layers)) throw bad(`a model of class ${className} has no list of layers`);
  if (layers.length === 0) throw bad(`a model of class ${className} has no layers`);
  return className === 'Sequential' ? sequence(layers, depth) : functional(settings, layers, depth);
}

/** Each layer is called once, on what the one before it gives; before the first there is one that is the input. */
function sequence(list: readonly unknown[], depth: number): Topology {
  const layers = new Map<string, Declaration>();
  let last: Reference | undefined;
  for (const item of list) {
    const declared = declaration(item, depth, () => []);
    if (last === undefined && declared.className !== 'InputLayer') {
      const name = '(input)';
      layers.set(name, {
        name,
        className: 'InputLayer',
        config: declared.config,
        calls: [NO_INPUTS],
        model: undefined,
      });
      last = { layer: name, call: 0, output: 0 };
    }
    const call = last === undefined ? NO_INPUTS : { inputs: [last], hasArguments: false };
    insert(layers, { ...declared, calls: [call] });
    last = { layer: declared.name, call: 0, output: 0 };
  }
  const first = layers.keys().next().value!;
  return { layers, inputs: [{ layer: first, call: 0, output: 0 }], outputs: [last!] };
}

const NO_INPUTS: Call = { inputs: [], hasArguments: false };

function functional(settings: JsonObject, list: readonly unknown[], depth: number): Topology {
  const layers = new Map<string, Declaration>();
  for (const item of list) insert(layers, declaration(item, depth, callsOf));
  return countedFromZero({
    layers,
    inputs: references(field(settings, 'input_layers'), 'input_layers'),
    outputs: references(field(settings, 'output_layers'), 'output_layers'),
  });
}

/** Most writers count the calls of a model inside from 1, since a model was once called by itself. Each call is used by somebody. */
function countedFromZero({ layers, inputs, outputs }: Topology): Topology {
  const used = [...layers.values()].flatMap(({ calls }) => calls.flatMap((call) => call.inputs));
  const fromZero = new Set([...used, ...outputs].filter(({ call }) => call === 0).map(({ layer }) => layer));
  const isFromOne = (layer: string): boolean => layers.get(layer)?.model !== undefined && !fromZero.has(layer);
  const shifted = (list: readonly Reference[]): Reference[] =>
    list.map((reference) => (isFromOne(reference.layer) ? { ...reference, call: reference.call - 1 } : reference));
  const counted = [...layers].map(([name, declared]): [string, Declaration] => {
    const calls = declared.calls.map((call) => ({ ...call, inputs: shifted(call.inputs) }));
    return [name, { ...declared, calls }];
  });
  return { layers: new Map(counted), inputs, outputs: shifted(outputs) };
}

function insert(layers: Map<string, Declaration>, declared: Declaration): void {
  if (layers.has(declared.name)) throw bad(`there are two layers ${show(declared.name)}`);
  layers.set(declared.name, declared);
}

function declaration(
  item: unknown,
  depth: number,
  calls: (item: JsonObject, name: string, className: string) => readonly Call[],
): Declaration {
  const { class_name: className, config } = isObject(item) ? item : {};
  if (!isObject(item) || typeof className !== 'string') throw bad("a layer has no 'class_name'");
  const settings = Array.isArray(config) ? { layers: config } : (config ?? {});
  if (!isObject(settings)) throw bad(`a layer of class ${show(className)} has a config that is not an object`);
  const name = field(item, 'name') ?? field(settings, 'name');
  if (typeof name !== 'string') throw bad(`a layer of class ${show(className)} has no name`);
  const model = MODELS.has(className) ? readModel(className, config, depth + 1) : undefined;
  return { name, className, config: settings, calls: calls(item, name, className), model };
}

function callsOf(item: JsonObject, name: string, className: string): Call[] {
  const nodes = field(item, 'inbound_nodes') ?? [];
  if (!Array.isArray(nodes)) throw bad(`layer ${show(name)} has 'inbound_nodes' that are not a list`);
  // An input is there without being called.
  if (nodes.length === 0 && className === 'InputLayer') return [NO_INPUTS];
  return nodes.map((node: unknown) => {
    if (isObject(node) && 'args' in node) {
      throw bad(`layer ${show(name)} is connected as Keras 3 writes it; save the model with Keras 2 (tf_keras)`);
    }
    const inputs = references(node, `inbound_nodes of layer ${show(name)}`);
    const hasArguments = (node as readonly unknown[]).some((one) => Array.isArray(one) && isMeaningful(one[3]));
    return { inputs, hasArguments };
  });
}

/** Whether a layer is to be called anywhere is no matter of the file: what is read predicts, unless it is asked to train. */
function isMeaningful(given: unknown): boolean {
  return isObject(given) && Object.entries(given).some(([key, value]) => key !== 'training' && value !== null);
}

/** `[[layer, call, output], …]`, or one of these alone. */
function references(value: unknown, where: string): Reference[] {
  const list: unknown = Array.isArray(value) && typeof value[0] === 'string' ? [value] : value;
  if (!Array.isArray(list)) throw bad(`${where}: not a list of [layer, call, output]`);
  return list.map((item: unknown) => {
    const [layer, call, output] = Array.isArray(item) ? (item as readonly unknown[]) : [];
    if (typeof layer !== 'string' || !isIndex(call) || !isIndex(output)) {
      throw bad(`${where}: not a list of [layer, call, output]`);
    }
    return { layer, call, output };
  });
}

function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
