import onnxProto, { type onnx } from 'onnx-proto';

// A CommonJS module whose names Node.js does not find: they are in its default export.
const { AttributeProto, ModelProto, TensorProto } = onnxProto.onnx;
const float32 = TensorProto.DataType.FLOAT;

export function integer(name: string, i: number): onnx.IAttributeProto {
  return { name, type: AttributeProto.AttributeType.INT, i };
}

export function integers(name: string, ints: number[]): onnx.IAttributeProto {
  return { name, type: AttributeProto.AttributeType.INTS, ints };
}

/** An input or output of a model. */
export function value(name: string, shape: readonly number[]): onnx.IValueInfoProto {
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: float32, shape: { dim } } } };
}

/** Values that are part of a model. */
export function constant(name: string, dims: readonly number[], data: Float32Array): onnx.ITensorProto {
  const rawData = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return { name, dims: [...dims], dataType: float32, rawData };
}

/** The bytes of a model of one node. */
export function model(parts: {
  node: onnx.INodeProto;
  inputs: onnx.IValueInfoProto[];
  constants?: onnx.ITensorProto[];
  output: onnx.IValueInfoProto;
}): Uint8Array {
  const graph = {
    name: 'bench',
    node: [parts.node],
    input: parts.inputs,
    initializer: parts.constants ?? [],
    output: [parts.output],
  };
  return ModelProto.encode({ irVersion: 8, opsetImport: [{ domain: '', version: 15 }], graph }).finish();
}
