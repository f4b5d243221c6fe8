import { pad, ShapeError, showShape, slice, widen } from '@gemmule/core';
import type { Call } from '../graph/call.ts';
import type { Operator } from '../graph/operator.ts';
import { stridedNumbers, denseStrides, takeNumbers, type HostValue, sizeOf } from '../values/host.ts';
import { onDevice, onHost, type Value } from '../values/value.ts';
import { axesOf } from './reduce.ts';
import { take } from './take.ts';

const MODES = ['constant', 'reflect', 'edge', 'wrap'] as const;
type Mode = (typeof MODES)[number];
type Pads = [before: number, after: number];

/** Pads were attributes before opset 11. Negative ones take away. */
export const padOperator: Operator = (node) => {
  const mode = node.text('mode', MODES, 'constant');
  const old = node.opset < 11;
  const attribute = old ? (node.ints('pads') ?? node.refuse('it has no pads')) : [];
  const fill = old ? node.float('value', 0) : 0;
  return (call) => {
    const shape = call.shape(0);
    const axes = axesGiven(call, shape);
    const list = old ? attribute : call.integers(1);
    if (list.length !== 2 * axes.length) {
      throw new ShapeError(`pads ${showShape(list)} should be ${2 * axes.length} numbers`);
    }
    const pads = shape.map((): Pads => [0, 0]);
    axes.forEach((axis, i) => {
      pads[axis] = [list[i]!, list[i + axes.length]!];
    });
    call.claim(shape.map((length, axis) => Math.max(0, length + pads[axis]![0] + pads[axis]![1])));
    const value = call.optionalNumbers(2)?.[0] ?? fill;
    return [mode === 'constant' ? padWith(call, pads, value) : padFromInside(call, pads, mode)];
  };
};

function axesGiven(call: Call, shape: readonly number[]): number[] {
  const given = call.optionalIntegers(3);
  if (given === undefined) return shape.map((_, axis) => axis);
  if (new Set(axesOf(given, shape)).size !== given.length)
    throw new ShapeError(`axes ${showShape(given)} have one twice`);
  return given.map((axis) => (axis < 0 ? axis + shape.length : axis));
}

function padWith(call: Call, pads: readonly Pads[], value: number): Value {
  const shape = call.shape(0);
  const inside = shape.map((length, axis) => {
    const [before, after] = pads[axis]!;
    const range = [Math.max(0, -before), length - Math.max(0, -after)] as const;
    if (range[0] > range[1])
      throw new ShapeError(`pads [${pads.join('], [')}] take away more than ${showShape(shape)} has`);
    return range;
  });
  const around = pads.map(([before, after]): Pads => [Math.max(0, before), Math.max(0, after)]);
  if (call.onHost(0)) return padNumbers(call.hostValue(0), inside, around, value);
  const x = call.tensor(0);
  const kept = pads.flat().some((cells) => cells < 0) ? widen(slice(x, inside)) : x;
  return onDevice(pad(kept, around, value));
}

/** Each axis by its own list of positions; -1 is the border. */
function padNumbers(
  value: HostValue,
  inside: readonly (readonly [number, number])[],
  around: readonly Pads[],
  border: number,
): Value {
  const lengths = inside.map(([from, to], axis) => to - from + around[axis]![0] + around[axis]![1]);
  const result = new Float64Array(sizeOf(lengths)).fill(border);
  const kept = inside.map(([from, to]) => to - from);
  const from = denseStrides(value.shape);
  const to = denseStrides(lengths);
  const offset = inside.reduce((sum, [start], axis) => sum + start * from[axis]!, 0);
  const target = around.reduce((sum, [before], axis) => sum + before * to[axis]!, 0);
  const places = stridedNumbers(
    Float64Array.from(result, (_, i) => i),
    kept,
    to,
    target,
  );
  stridedNumbers(value.numbers, kept, from, offset).forEach((one, i) => {
    result[places[i]!] = one;
  });
  return onHost(value.dtype, lengths, result);
}

/** Axis by axis, each cell from the one it mirrors or repeats. */
function padFromInside(call: Call, pads: readonly Pads[], mode: Exclude<Mode, 'constant'>): Value {
  const shape = call.shape(0);
  const positions = shape.map((length, axis) => {
    const [before, after] = pads[axis]!;
    if (length === 0 && before + after > 0)
      throw new ShapeError(`mode ${mode} has nothing to repeat in ${showShape(shape)}`);
    return Array.from({ length: Math.max(0, length + before + after) }, (_, i) => sources[mode](i - before, length));
  });
  const moved = positions.map((_, axis) => axis).filter((axis) => pads[axis]!.some((cells) => cells !== 0));
  if (call.onHost(0)) {
    return moved.reduce<Value>(
      (part, axis) => takeNumbers(part as HostValue, axis, positions[axis]!),
      call.hostValue(0),
    );
  }
  return onDevice(moved.reduce((part, axis) => take(part, axis, positions[axis]!), call.tensor(0)));
}

/** The cell within `length` that a place outside shows. */
const sources = {
  edge: (place, length) => Math.min(Math.max(place, 0), length - 1),
  wrap: (place, length) => ((place % length) + length) % length,
  // The edge itself is not repeated: a period is there and back.
  reflect: (place, length) => {
    const period = Math.max(1, 2 * (length - 1));
    const within = ((place % period) + period) % period;
    return within < length ? within : period - within;
  },
} satisfies Record<Exclude<Mode, 'constant'>, (place: number, length: number) => number>;
