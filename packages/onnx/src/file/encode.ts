import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type FieldType, type ModelProto, modelProto, type Schema } from './schema.ts';

/** The bytes of an ONNX file. Integers must be safe. */
export function encodeModel(model: ModelProto): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, modelProto, model as Readonly<Record<string, unknown>>);
  return writer.finish();
}

function message(writer: BinaryWriter, schema: Schema, values: Readonly<Record<string, unknown>>): void {
  for (const [name, [number, type, repeated]] of Object.entries(schema)) {
    const content = values[name];
    if (content === undefined) continue;
    const items = repeated === 'repeated' ? (content as readonly unknown[]) : [content];
    for (const item of items) field(writer, number, type, item);
  }
}

function field(writer: BinaryWriter, number: number, type: FieldType, value: unknown): void {
  if (typeof type === 'object') {
    writer.tag(number, WireType.LengthDelimited).fork();
    message(writer, type, value as Readonly<Record<string, unknown>>);
    writer.join();
    return;
  }
  switch (type) {
    case 'int':
      writer.tag(number, WireType.Varint).int64(BigInt(value as number));
      break;
    case 'uint':
      writer.tag(number, WireType.Varint).uint64(BigInt(value as number));
      break;
    case 'float':
      writer.tag(number, WireType.Bit32).float(value as number);
      break;
    case 'double':
      writer.tag(number, WireType.Bit64).double(value as number);
      break;
    case 'string':
      writer.tag(number, WireType.LengthDelimited).string(value as string);
      break;
    case 'bytes':
      writer.tag(number, WireType.LengthDelimited).bytes(value as Uint8Array);
      break;
  }
}
