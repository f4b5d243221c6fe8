import {
  type AnyTensor,
  type Backend,
  IntTensor,
  ShapeError,
  showShape,
  Tensor,
  tensor,
  UsageError,
} from '@gemmule/core';
import { show } from '../file/bad.ts';
import type { ValueInfo } from '../graph/graph.ts';
import { checked, sizeOf } from '../values/host.ts';
import { SMALL, type Value } from '../values/value.ts';

/** Numbers on the host: what an input of integers takes, and one that decides over shapes, such as scales. Others may. */
export interface HostFeed {
  /** The lengths of its dimensions. */
  readonly shape: readonly number[];
  /** Its values, row-major. */
  readonly data: ArrayLike<number>;
}

/** What `run` takes for an input. */
export type Feed = Tensor | HostFeed;

/** The inputs of a run by their names, checked against what the file says of them. */
export function bindFeeds(
  inputs: readonly ValueInfo[],
  feeds: Readonly<Record<string, Feed>>,
  backend: Backend,
): Map<string, Value> {
  const known = new Set(inputs.map(({ name }) => name));
  const unknown = Object.keys(feeds).filter((name) => !known.has(name));
  const missing = inputs.filter(({ name }) => !Object.hasOwn(feeds, name)).map(({ name }) => name);
  if (unknown.length > 0 || missing.length > 0) {
    const parts = [...list('missing', missing), ...list('not known', unknown)];
    throw new UsageError(`onnx: run: inputs do not fit the model: ${parts.join('; ')}`);
  }
  const lengths = new Map<string, number>();
  for (const info of inputs) assertFits(info, feeds[info.name]!.shape, lengths);
  return new Map(inputs.map((info) => [info.name, bind(info, feeds[info.name]!, backend)]));
}

function list(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what} ${names.map(show).join(', ')}`];
}

/** @param lengths what the names of dimensions stand for, as far as other inputs told. */
function assertFits(
  { name, shape }: ValueInfo,
  given: readonly (number | string)[],
  lengths: Map<string, number>,
): void {
  if (shape === undefined) return;
  const fits = shape.length === given.length && shape.every((dim, axis) => agrees(dim, Number(given[axis]), lengths));
  if (fits) return;
  const wanted = `[${shape.map((dim) => bound(dim, lengths)).join(', ')}]`;
  throw new ShapeError(`onnx: run: input ${show(name)} should be ${wanted}, got ${showShape(given)}`);
}

function agrees(dim: number | string | null, length: number, lengths: Map<string, number>): boolean {
  if (dim === null) return true;
  if (typeof dim === 'number') return dim === length;
  const before = lengths.get(dim) ?? length;
  lengths.set(dim, before);
  return before === length;
}

function bound(dim: number | string | null, lengths: ReadonlyMap<string, number>): string {
  if (typeof dim !== 'string') return dim === null ? '?' : `${dim}`;
  const length = lengths.get(dim);
  return length === undefined ? dim : `${dim} = ${length}`;
}

function bind({ name, dtype }: ValueInfo, feed: Feed, backend: Backend): Value {
  const title = `onnx: run: input ${show(name)}`;
  if (feed instanceof Tensor) {
    if (dtype !== 'float32') throw new UsageError(`${title} is ${dtype}: give it as { shape, data }`);
    if (feed.backend === backend) return { dtype, shape: feed.shape, tensor: feed };
    throw new UsageError(`${title} is on another backend than the model, ${backend.name}; use \`await x.to(backend)\``);
  }
  if ((feed as unknown as AnyTensor) instanceof IntTensor)
    throw new UsageError(`${title}: give integers as { shape, data }`);
  const { shape, data } = feed;
  if (data.length !== sizeOf(shape)) {
    throw new ShapeError(`${title} has ${data.length} numbers for shape ${showShape(shape)}`);
  }
  if (dtype === 'float32' && data.length > SMALL) {
    return { dtype, shape: [...shape], tensor: tensor(data, [...shape], { backend }) };
  }
  return checked(dtype, [...shape], data);
}
