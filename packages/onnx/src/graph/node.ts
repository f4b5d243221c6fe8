import { show } from '../file/bad.ts';
import type { AttributeProto, NodeProto } from '../file/schema.ts';
import { readTensor, type StoredTensor } from '../file/tensor-data.ts';
import { Unsupported } from './unsupported.ts';

/** The numbers of AttributeProto.AttributeType. */
const ATTRIBUTE_TYPES = { f: 1, i: 2, s: 3, t: 4, floats: 6, ints: 7, strings: 8 } as const;
type Content = keyof typeof ATTRIBUTE_TYPES;

/**
 * A node as an operator sees it when the model is loaded. It asks for the attributes it knows; those that nobody asked for,
 * and those of another type or value, make the node one that cannot be run.
 */
export class Node {
  readonly #attributes: ReadonlyMap<string, AttributeProto>;
  readonly #asked = new Set<string>();

  readonly proto: NodeProto;
  readonly opset: number;
  /** Which of the outputs somebody reads. */
  readonly outputs: readonly boolean[];

  constructor(proto: NodeProto, opset: number, outputs: readonly boolean[]) {
    this.proto = proto;
    this.opset = opset;
    this.outputs = outputs;
    this.#attributes = new Map((proto.attribute ?? []).map((one) => [one.name ?? '', one]));
    if (this.#attributes.size !== (proto.attribute ?? []).length) this.refuse('it has an attribute twice');
  }

  /** Whether the input is there; those at the end may be left out, others have an empty name. */
  hasInput(index: number): boolean {
    return (this.proto.input?.[index] ?? '') !== '';
  }

  get inputCount(): number {
    return this.proto.input?.length ?? 0;
  }

  has(name: string): boolean {
    return this.#attributes.has(name);
  }

  int(name: string, otherwise: number): number {
    const value = this.#content(name, 'i') ?? otherwise;
    return this.#integer(name, value);
  }

  /** A number of 0 or 1. */
  flag(name: string, otherwise: boolean): boolean {
    const value = this.int(name, Number(otherwise));
    if (value !== 0 && value !== 1) this.refuse(`attribute ${name} is ${value}`);
    return value === 1;
  }

  ints(name: string): readonly number[] | undefined {
    return this.#content(name, 'ints')?.map((value) => this.#integer(name, value));
  }

  float(name: string, otherwise: number): number {
    return this.#content(name, 'f') ?? Math.fround(otherwise);
  }

  floats(name: string): readonly number[] | undefined {
    return this.#content(name, 'floats');
  }

  /** One of the texts that an operator knows. */
  text<const Known extends string>(name: string, known: readonly Known[], otherwise: NoInfer<Known>): Known {
    const bytes = this.#content(name, 's');
    if (bytes === undefined) return otherwise;
    const text = new TextDecoder().decode(bytes);
    const found = known.find((one) => one === text);
    return found ?? this.refuse(`attribute ${name} is ${show(text)}`);
  }

  tensor(name: string): StoredTensor | undefined {
    const tensor = this.#content(name, 't');
    return tensor && readTensor(tensor, `attribute ${show(name)} of ${titleOf(this.proto)}`);
  }

  /** For an attribute that changes nothing here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#asked.add(name);
  }

  refuse(why: string): never {
    throw new Unsupported(why);
  }

  /** To be called when an operator has asked for all it knows. */
  finish(): void {
    for (const name of this.#attributes.keys()) {
      if (!this.#asked.has(name)) this.refuse(`it has an attribute ${show(name)} that is not known`);
    }
  }

  #content<C extends Content>(name: string, content: C): NonNullable<AttributeProto[C]> | undefined {
    this.#asked.add(name);
    const attribute = this.#attributes.get(name);
    if (attribute === undefined) return undefined;
    if (attribute.refAttrName !== undefined) this.refuse(`attribute ${name} refers to a function's`);
    // Early files leave the type out.
    const type = attribute.type ?? ATTRIBUTE_TYPES[content];
    if (type !== ATTRIBUTE_TYPES[content]) this.refuse(`attribute ${name} has type ${type}`);
    // What is 0 or empty need not be written.
    return (
      attribute[content] ?? (emptyContents as { readonly [C in Content]-?: NonNullable<AttributeProto[C]> })[content]
    );
  }

  #integer(name: string, value: number): number {
    if (!Number.isSafeInteger(value)) this.refuse(`attribute ${name} is ${value}`);
    return value;
  }
}

const emptyContents = {
  f: 0,
  i: 0,
  s: new Uint8Array(0),
  t: {},
  floats: [],
  ints: [],
  strings: [],
} satisfies { readonly [C in Content]: AttributeProto[C] };

/** `node 'name' (Conv)` */
export function titleOf({ name, opType = '', domain = '' }: NodeProto): string {
  const type = domain === '' || domain === 'ai.onnx' ? opType : `${domain}.${opType}`;
  const shown = show(type).slice(1, -1);
  return name === undefined || name === '' ? `a node (${shown})` : `node ${show(name)} (${shown})`;
}
