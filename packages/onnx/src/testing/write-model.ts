import onnxProto, { type onnx } from 'onnx-proto';

// A CommonJS module whose names Node.js does not find: they are in its default export.
const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;

export type TensorType = 'float32' | 'int64' | 'int32' | 'bool' | 'uint8' | 'float64';

const typeNumbers = {
  float32: TensorProto.DataType.FLOAT,
  int64: TensorProto.DataType.INT64,
  int32: TensorProto.DataType.INT32,
  bool: TensorProto.DataType.BOOL,
  uint8: TensorProto.DataType.UINT8,
  float64: TensorProto.DataType.DOUBLE,
} satisfies Record<TensorType, number>;

/** A float in a box, because to JavaScript 1 is no less an integer than 1.0. */
export interface FloatAttribute {
  readonly float: number;
}

export type Attribute = number | string | readonly number[] | FloatAttribute | onnx.ITensorProto;

export interface TestValue {
  readonly name: string;
  readonly dtype?: TensorType;
  readonly shape?: readonly (number | string)[];
}

export interface TestNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: string;
}

export interface TestModel {
  readonly nodes: readonly TestNode[];
  readonly inputs?: readonly TestValue[];
  readonly outputs: readonly TestValue[];
  readonly constants?: readonly onnx.ITensorProto[];
  readonly opset?: number;
}

/** The bytes of a model, written by another library than the one that we read with. */
export function writeModel({ nodes, inputs = [], outputs, constants = [], opset = 17 }: TestModel): Uint8Array {
  const graph = {
    name: 'graph',
    node: nodes.map(({ op, domain, inputs, outputs, attributes = {} }) => ({
      opType: op,
      domain: domain ?? '',
      input: [...inputs],
      output: [...outputs],
      attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    })),
    input: inputs.map(valueInfo),
    output: outputs.map(valueInfo),
    initializer: [...constants],
  };
  return ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: opset }], graph }).finish();
}

function attribute(name: string, value: Attribute): onnx.IAttributeProto {
  const { AttributeType } = AttributeProto;
  if (typeof value === 'number') return { name, type: AttributeType.INT, i: value };
  if (typeof value === 'string') return { name, type: AttributeType.STRING, s: new TextEncoder().encode(value) };
  if (Array.isArray(value)) return { name, type: AttributeType.INTS, ints: value };
  if ('float' in value) return { name, type: AttributeType.FLOAT, f: value.float };
  return { name, type: AttributeType.TENSOR, t: value as onnx.ITensorProto };
}

function valueInfo({ name, dtype = 'float32', shape }: TestValue): onnx.IValueInfoProto {
  const dim = shape?.map((length) => (typeof length === 'string' ? { dimParam: length } : { dimValue: length }));
  return { name, type: { tensorType: { elemType: typeNumbers[dtype], ...(dim && { shape: { dim } }) } } };
}

/** Values that are part of a model: floats as raw data, integers in the list of their type. */
export function constant(
  name: string,
  shape: readonly number[],
  data: ArrayLike<number>,
  dtype: TensorType = 'float32',
): onnx.ITensorProto {
  const common = { name, dims: [...shape], dataType: typeNumbers[dtype] };
  const numbers = Array.from(data);
  if (dtype === 'float32') return { ...common, rawData: new Uint8Array(Float32Array.from(numbers).buffer) };
  if (dtype === 'float64') return { ...common, doubleData: numbers };
  return dtype === 'int64' ? { ...common, int64Data: numbers } : { ...common, int32Data: numbers };
}
