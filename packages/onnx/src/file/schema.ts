/**
 * The messages of onnx.proto that we read and write, as types and as tables of field numbers. What is not here is skipped:
 * so are sub-graphs and types of sequences, the only places where a file could nest without end.
 */

export interface ModelProto {
  readonly irVersion?: number;
  readonly producerName?: string;
  readonly graph?: GraphProto;
  readonly opsetImport?: readonly OperatorSetProto[];
}

export interface OperatorSetProto {
  readonly domain?: string;
  readonly version?: number;
}

export interface GraphProto {
  readonly node?: readonly NodeProto[];
  readonly name?: string;
  readonly initializer?: readonly TensorProto[];
  readonly sparseInitializer?: readonly Uint8Array[];
  readonly input?: readonly ValueInfoProto[];
  readonly output?: readonly ValueInfoProto[];
}

export interface NodeProto {
  readonly input?: readonly string[];
  readonly output?: readonly string[];
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly attribute?: readonly AttributeProto[];
}

export interface AttributeProto {
  readonly name?: string;
  readonly f?: number;
  readonly i?: number;
  readonly s?: Uint8Array;
  readonly t?: TensorProto;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly strings?: readonly Uint8Array[];
  readonly type?: number;
  readonly refAttrName?: string;
}

export interface TensorProto {
  readonly dims?: readonly number[];
  readonly dataType?: number;
  readonly floatData?: readonly number[];
  readonly int32Data?: readonly number[];
  readonly int64Data?: readonly number[];
  readonly doubleData?: readonly number[];
  readonly uint64Data?: readonly number[];
  readonly name?: string;
  readonly rawData?: Uint8Array;
  readonly externalData?: readonly Uint8Array[];
  readonly dataLocation?: number;
}

export interface ValueInfoProto {
  readonly name?: string;
  readonly type?: TypeProto;
}

export interface TypeProto {
  readonly tensorType?: TensorTypeProto;
}

export interface TensorTypeProto {
  readonly elemType?: number;
  readonly shape?: TensorShapeProto;
}

export interface TensorShapeProto {
  readonly dim?: readonly DimensionProto[];
}

export interface DimensionProto {
  readonly dimValue?: number;
  readonly dimParam?: string;
}

/** How a field's value is written; a table stands for a message within. */
export type FieldType = 'int' | 'uint' | 'float' | 'double' | 'string' | 'bytes' | Schema;

/** Field number, type, and whether the field may come more than once. */
export type Field = readonly [number: number, type: FieldType, repeated?: 'repeated'];

export interface Schema {
  readonly [name: string]: Field;
}

/** A table that has every property of a message, and none besides. */
type SchemaOf<Message> = {
  readonly [Name in keyof Message]-?: NonNullable<Message[Name]> extends Uint8Array | string
    ? Field
    : NonNullable<Message[Name]> extends readonly unknown[]
      ? readonly [number, FieldType, 'repeated']
      : readonly [number, FieldType];
};

const dimensionProto: SchemaOf<DimensionProto> = { dimValue: [1, 'int'], dimParam: [2, 'string'] };
const tensorShapeProto: SchemaOf<TensorShapeProto> = { dim: [1, dimensionProto, 'repeated'] };
const tensorTypeProto: SchemaOf<TensorTypeProto> = { elemType: [1, 'int'], shape: [2, tensorShapeProto] };
const typeProto: SchemaOf<TypeProto> = { tensorType: [1, tensorTypeProto] };
const valueInfoProto: SchemaOf<ValueInfoProto> = { name: [1, 'string'], type: [2, typeProto] };

const tensorProto: SchemaOf<TensorProto> = {
  dims: [1, 'int', 'repeated'],
  dataType: [2, 'int'],
  floatData: [4, 'float', 'repeated'],
  int32Data: [5, 'int', 'repeated'],
  int64Data: [7, 'int', 'repeated'],
  name: [8, 'string'],
  rawData: [9, 'bytes'],
  doubleData: [10, 'double', 'repeated'],
  uint64Data: [11, 'uint', 'repeated'],
  externalData: [13, 'bytes', 'repeated'],
  dataLocation: [14, 'int'],
};

const attributeProto: SchemaOf<AttributeProto> = {
  name: [1, 'string'],
  f: [2, 'float'],
  i: [3, 'int'],
  s: [4, 'bytes'],
  t: [5, tensorProto],
  floats: [7, 'float', 'repeated'],
  ints: [8, 'int', 'repeated'],
  strings: [9, 'bytes', 'repeated'],
  type: [20, 'int'],
  refAttrName: [21, 'string'],
};

const nodeProto: SchemaOf<NodeProto> = {
  input: [1, 'string', 'repeated'],
  output: [2, 'string', 'repeated'],
  name: [3, 'string'],
  opType: [4, 'string'],
  attribute: [5, attributeProto, 'repeated'],
  domain: [7, 'string'],
};

const graphProto: SchemaOf<GraphProto> = {
  node: [1, nodeProto, 'repeated'],
  name: [2, 'string'],
  initializer: [5, tensorProto, 'repeated'],
  input: [11, valueInfoProto, 'repeated'],
  output: [12, valueInfoProto, 'repeated'],
  sparseInitializer: [15, 'bytes', 'repeated'],
};

const operatorSetProto: SchemaOf<OperatorSetProto> = { domain: [1, 'string'], version: [2, 'int'] };

export const modelProto: SchemaOf<ModelProto> = {
  irVersion: [1, 'int'],
  producerName: [2, 'string'],
  graph: [7, graphProto],
  opsetImport: [8, operatorSetProto, 'repeated'],
};
