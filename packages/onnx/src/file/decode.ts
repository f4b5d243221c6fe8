import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { FormatError } from '@gemmule/core';
import { bad } from './bad.ts';
import type { FieldType, ModelProto, Schema } from './schema.ts';
import { modelProto } from './schema.ts';

/**
 * A message costs two bytes in a file and some hundred in memory, so a file could ask for far more than its size. Large
 * networks have some 10,000 nodes with five messages each.
 */
const MAX_MESSAGES = 1_000_000;

/**
 * The messages of an ONNX file. Values of 64 bits become the nearest numbers; those who use them check that they are exact.
 *
 * @throws FormatError for bytes that are no such messages.
 */
export function decodeModel(bytes: Uint8Array): ModelProto {
  try {
    return message(new BinaryReader(bytes), modelProto, { messages: MAX_MESSAGES });
  } catch (error) {
    if (error instanceof FormatError) throw error;
    // The library's reader throws Error and RangeError, for what is cut off or not well-formed.
    throw bad(`this is not an ONNX file, or it is damaged: ${(error as Error).message}`, error);
  }
}

/** What may still be taken. */
interface Budget {
  messages: number;
}

type Decoded = Record<string, unknown>;

function message(reader: BinaryReader, schema: Schema, budget: Budget): Decoded {
  budget.messages -= 1;
  if (budget.messages < 0) throw bad(`the file has more than ${MAX_MESSAGES} messages`);
  const fields = fieldsOf(schema);
  const result: Decoded = {};
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    const field = fields.get(number);
    if (field === undefined) reader.skip(wireType, number);
    else if (field.repeated) append(result, field, reader, wireType, budget);
    else {
      const isMessage = typeof field.type === 'object';
      if (isMessage && result[field.name] !== undefined) throw bad(`${field.name} is there twice`);
      result[field.name] = value(reader, field, wireType, budget);
    }
  }
  if (reader.pos !== reader.len) throw bad('the file is cut off');
  return result;
}

interface NamedField {
  readonly name: string;
  readonly type: FieldType;
  readonly repeated: boolean;
}

const tables = new WeakMap<Schema, ReadonlyMap<number, NamedField>>();

/** The fields of a message by their numbers. */
function fieldsOf(schema: Schema): ReadonlyMap<number, NamedField> {
  let fields = tables.get(schema);
  if (fields === undefined) {
    fields = new Map(
      Object.entries(schema).map(([name, [number, type, repeated]]) => [
        number,
        { name, type, repeated: repeated === 'repeated' },
      ]),
    );
    tables.set(schema, fields);
  }
  return fields;
}

function append(result: Decoded, field: NamedField, reader: BinaryReader, wireType: WireType, budget: Budget): void {
  const list = (result[field.name] ??= []) as unknown[];
  if (wireType !== WireType.LengthDelimited || wireTypes[kindOf(field.type)] === WireType.LengthDelimited) {
    list.push(value(reader, field, wireType, budget));
    return;
  }
  // Numbers may be packed: one tag for all of them.
  const end = reader.uint32() + reader.pos;
  if (end > reader.len) throw bad(`${field.name} is cut off`);
  while (reader.pos < end) list.push(scalar(reader, field.type));
  if (reader.pos !== end) throw bad(`${field.name} ends amid a number`);
}

const wireTypes = {
  int: WireType.Varint,
  uint: WireType.Varint,
  float: WireType.Bit32,
  double: WireType.Bit64,
  string: WireType.LengthDelimited,
  bytes: WireType.LengthDelimited,
  message: WireType.LengthDelimited,
} as const;

function kindOf(type: FieldType): keyof typeof wireTypes {
  return typeof type === 'object' ? 'message' : type;
}

function value(reader: BinaryReader, { name, type }: NamedField, wireType: WireType, budget: Budget): unknown {
  if (wireType !== wireTypes[kindOf(type)]) throw bad(`${name} has wire type ${wireType}`);
  if (typeof type !== 'object') return scalar(reader, type);
  return message(new BinaryReader(reader.bytes()), type, budget);
}

function scalar(reader: BinaryReader, type: FieldType): unknown {
  switch (type) {
    case 'int':
      return Number(reader.int64());
    case 'uint':
      return Number(reader.uint64());
    case 'float':
      return reader.float();
    case 'double':
      return reader.double();
    case 'string':
      return reader.string(true);
    default:
      return reader.bytes();
  }
}
