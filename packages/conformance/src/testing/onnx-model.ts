/**
 * Just enough of protobuf to write an ONNX model of one node. Field numbers are those of onnx.proto; a message is the
 * concatenation of its fields, each a tag (number and wire type) and a value.
 */
type Bytes = readonly number[];

/** Base 128, least significant group first; negative numbers as 64-bit two's complement. */
function varint(value: number): Bytes {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

const integer = (field: number, value: number): Bytes => [...varint(field << 3), ...varint(value)];
const message = (field: number, ...parts: Bytes[]): Bytes => {
  const body = parts.flat();
  return [...varint((field << 3) | 2), ...varint(body.length), ...body];
};
const text = (field: number, value: string): Bytes => message(field, [...new TextEncoder().encode(value)]);
const float = (field: number, value: number): Bytes => [
  ...varint((field << 3) | 5),
  ...new Uint8Array(Float32Array.of(value).buffer),
];

/** A float in a box, because to JavaScript 1 is no less an integer than 1.0. */
export interface FloatAttribute {
  readonly float: number;
}

export type Attribute = number | string | readonly number[] | FloatAttribute;

function attribute(name: string, value: Attribute): Bytes {
  const type = { float: 1, int: 2, string: 3, ints: 7 };
  if (typeof value === 'number') return message(5, text(1, name), integer(3, value), integer(20, type.int));
  if (typeof value === 'string') return message(5, text(1, name), text(4, value), integer(20, type.string));
  if ('float' in value) return message(5, text(1, name), float(2, value.float), integer(20, type.float));
  return message(5, text(1, name), ...value.map((one) => integer(8, one)), integer(20, type.ints));
}

const ELEMENT = { float32: 1, int64: 7 } as const;

/** A named value and its element type; without a shape, which the runtime infers. */
function value(field: number, name: string, type: keyof typeof ELEMENT, shape?: readonly number[]): Bytes {
  const dimensions = shape === undefined ? [] : [message(2, ...shape.map((length) => message(1, integer(1, length))))];
  return message(field, text(1, name), message(2, message(1, integer(1, ELEMENT[type]), ...dimensions)));
}

export interface OneNode {
  readonly op: string;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Shapes of the inputs, which are called `i0`, `i1`, … */
  readonly inputs: readonly (readonly number[])[];
  /** Which of the inputs are int64; the others are float32. */
  readonly indices?: readonly number[];
  /** Element types of the outputs, called `o0`, `o1`, … */
  readonly outputs: readonly (keyof typeof ELEMENT)[];
}

/** The bytes of a model with one node of opset 22. */
export function onnxModel({ op, attributes, inputs, outputs, indices = [] }: OneNode): Uint8Array {
  const node = message(
    1,
    ...inputs.map((_, i) => text(1, `i${i}`)),
    ...outputs.map((_, i) => text(2, `o${i}`)),
    text(4, op),
    ...Object.entries(attributes).map(([name, one]) => attribute(name, one)),
  );
  const graph = message(
    7,
    node,
    text(2, 'graph'),
    ...inputs.map((shape, i) => value(11, `i${i}`, indices.includes(i) ? 'int64' : 'float32', shape)),
    ...outputs.map((type, i) => value(12, `o${i}`, type)),
  );
  return Uint8Array.from([...integer(1, 10), ...graph, ...message(8, text(1, ''), integer(2, 22))]);
}
