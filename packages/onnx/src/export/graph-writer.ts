import { UsageError } from '@gemmule/core';
import type { AnyLayer } from '@gemmule/nn';
import { type ElementType, numberOfType } from '../file/element-type.ts';
import type { AttributeProto, NodeProto, TensorProto } from '../file/schema.ts';

/** What an attribute of a node may hold; a float is boxed, because to JavaScript 1 is no less an integer than 1.0. */
export type AttributeValue = number | string | readonly number[] | { readonly float: number };

/** A value of the graph that is being written. */
export interface Edge {
  /** That of the value in the file. */
  readonly name: string;
  /** How many dimensions it has. */
  readonly rank: number;
}

/** How layers of a kind become nodes: they write those, and return the value that their output is. */
export type LayerExporter = (layer: AnyLayer, x: Edge, graph: GraphWriter) => Edge;

/** A parameter or buffer with its name within the model, and its values. */
export interface StoredParameter {
  /** That of the constant in the file. */
  readonly name: string;
  /** The lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly data: Float32Array;
}

/** Attributes' types in AttributeProto.AttributeType. */
const TYPES = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** What an exporter of a layer writes to. */
export class GraphWriter {
  /** What was written so far, in the order in which it runs. */
  readonly nodes: NodeProto[] = [];
  /** By their names. */
  readonly constants: Map<string, TensorProto> = new Map();
  /** The oldest version that has all operators used. */
  opset: number = 17;
  readonly #parameters: ReadonlyMap<unknown, StoredParameter>;
  readonly #exporters: Readonly<Record<string, LayerExporter>>;
  readonly #inputShapes: ReadonlyMap<string, readonly number[]>;
  /** Where in the model we are, for names and sentences. */
  #path: readonly string[] = [];
  #count = 0;

  /** @param inputShapes of the layers, by their places in the model; empty where the model's own is not known */
  constructor(
    parameters: ReadonlyMap<unknown, StoredParameter>,
    exporters: Readonly<Record<string, LayerExporter>>,
    inputShapes: ReadonlyMap<string, readonly number[]>,
  ) {
    this.#parameters = parameters;
    this.#exporters = exporters;
    this.#inputShapes = inputShapes;
  }

  /**
   * Adds a node; returns its output, of the rank given.
   *
   * @param since the first opset that has the operator as it is written here
   */
  node(
    op: string,
    inputs: readonly (Edge | string | undefined)[],
    rank: number,
    attributes: Readonly<Record<string, AttributeValue>> = {},
    since = 17,
  ): Edge {
    this.opset = Math.max(this.opset, since);
    const name = `${op}_${this.#count++}`;
    this.nodes.push({
      name,
      opType: op,
      input: trimmed(inputs.map((input) => (typeof input === 'object' ? input.name : (input ?? '')))),
      output: [name],
      attribute: Object.entries(attributes).map(([key, value]) => attribute(key, value)),
    });
    return { name, rank };
  }

  /** Adds numbers that are no parameter; returns the name to read them by. */
  constant(shape: readonly number[], data: ArrayLike<number>, dtype: 'float32' | 'int64' = 'float32'): string {
    const bytes =
      dtype === 'float32' ? Float32Array.from(data) : BigInt64Array.from(Array.from(data), (value) => BigInt(value));
    return this.#add(`constant_${this.#count++}`, shape, dtype, new Uint8Array(bytes.buffer));
  }

  /** The parameter or buffer of a layer by its name there, such as `weight`; undefined where the layer has none. */
  parameter(layer: AnyLayer, name: string): string | undefined {
    const stored = this.stored(layer, name);
    if (stored === undefined) return undefined;
    const { buffer, byteOffset, byteLength } = stored.data;
    return this.#add(stored.name, stored.shape, 'float32', new Uint8Array(buffer, byteOffset, byteLength));
  }

  /** As `parameter`, with the values, to write them in another form. */
  stored(layer: AnyLayer, name: string): StoredParameter | undefined {
    return this.#parameters.get(layer.slots.get(name));
  }

  /** Writes a layer; returns its output. */
  layer(layer: AnyLayer, x: Edge, name = ''): Edge {
    const outer = this.#path;
    this.#path = name === '' ? outer : [...outer, name];
    const exporter = Object.hasOwn(this.#exporters, layer.kind) ? this.#exporters[layer.kind] : undefined;
    if (exporter === undefined) {
      this.refuse(
        layer,
        `there is no ONNX form of it here; give one: exportOnnx(model, shape, { layers: { ${layer.kind}: (layer, x, graph) => … } })`,
      );
    }
    const y = exporter(layer, x, this);
    this.#path = outer;
    return y;
  }

  /** What the layer that is being written takes, for a batch of 1; undefined where lengths are left open. */
  inputShape(): readonly number[] | undefined {
    return this.#inputShapes.get(this.#path.join('.'));
  }

  /** Layers one after the other. */
  chain(layers: readonly AnyLayer[], x: Edge): Edge {
    return layers.reduce((current, inner, i) => this.layer(inner, current, String(i)), x);
  }

  /** @throws UsageError that says which layer cannot be written, and why. */
  refuse(layer: AnyLayer, why: string): never {
    const where = this.#path.length === 0 ? 'the model' : `layer ${this.#path.join('.')}`;
    throw new UsageError(`exportOnnx: ${where} (${layer.kind}) cannot be exported: ${why}`);
  }

  #add(name: string, dims: readonly number[], dtype: ElementType, rawData: Uint8Array): string {
    this.constants.set(name, { name, dims, dataType: numberOfType(dtype), rawData });
    return name;
  }
}

/** Without the inputs at the end that are left out. */
function trimmed(names: readonly string[]): readonly string[] {
  return names.slice(0, names.findLastIndex((name) => name !== '') + 1);
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'number') return { name, type: TYPES.int, i: value };
  if (typeof value === 'string') return { name, type: TYPES.string, s: new TextEncoder().encode(value) };
  if ('float' in value) return { name, type: TYPES.float, f: value.float };
  return { name, type: TYPES.ints, ints: value };
}
