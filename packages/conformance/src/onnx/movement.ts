import { pad, permute, reshape } from '@gemmule/core';
import { at, moved } from '../reference/array.ts';
import { bordered } from '../ops/movement-example.ts';
import { exact } from '../tolerance.ts';
import { type Mapper, single } from './mapping.ts';
import { arrayOf, inputOf, integersOf, listAttribute, numberAttribute, numbersOf, textAttribute } from './vector.ts';

export const mapTranspose: Mapper = single((vector) => {
  const { shape } = inputOf(vector, 0);
  const order = listAttribute(vector, 'perm') ?? shape.map((_, i) => shape.length - 1 - i);
  return {
    inputs: [arrayOf(inputOf(vector, 0))],
    run: (x) => permute(x, order),
    reference: (x) =>
      moved(
        order.map((axis) => shape[axis]!),
        (index) =>
          at(
            x,
            shape.map((_, axis) => index[order.indexOf(axis)]!),
          ),
      ),
  };
});

/** In ONNX, 0 copies the input's length (unless `allowzero`) and -1 stands for what is left. */
export const mapReshape: Mapper = single((vector) => {
  const { shape, data } = inputOf(vector, 0);
  const keepZero = numberAttribute(vector, 'allowzero', 0) === 1;
  const target = integersOf(vector, 1)!.map((length, i) => (length === 0 && !keepZero ? shape[i]! : length));
  const known = target.filter((length) => length !== -1).reduce((a, b) => a * b, 1);
  const whole = target.map((length) => (length === -1 ? data.length / known : length));
  return {
    inputs: [arrayOf(inputOf(vector, 0))],
    run: (x) => reshape(x, whole),
    reference: (x) => ({ shape: whole, ...exact(x.data) }),
  };
});

/** What ONNX calls the modes that take the border from the image itself. */
const borders: Readonly<Record<string, 'reflect' | 'replicate' | 'circular'>> = {
  reflect: 'reflect',
  edge: 'replicate',
  wrap: 'circular',
};

/** Padding of the given axes; `pads` is all befores, then all afters. */
export const mapPad: Mapper = single((vector) => {
  const { shape } = inputOf(vector, 0);
  const amounts = integersOf(vector, 1)!;
  const given = vector.inputs[2];
  const value = given === undefined || given === null ? 0 : numbersOf(given)[0]!;
  const axes = (integersOf(vector, 3) ?? shape.map((_, i) => i)).map((axis) => (axis + shape.length) % shape.length);
  const pads = shape.map((_, axis): readonly [number, number] => {
    const i = axes.indexOf(axis);
    return i < 0 ? [0, 0] : [amounts[i]!, amounts[i + axes.length]!];
  });
  const inputs = [arrayOf(inputOf(vector, 0))];
  const mode = borders[textAttribute(vector, 'mode', 'constant')];
  if (mode !== undefined)
    return { inputs, run: (x) => pad(x, pads, { mode }), reference: (x) => bordered(x, pads, mode) };
  return {
    inputs,
    run: (x) => pad(x, pads, value),
    reference: (x) =>
      moved(
        shape.map((length, axis) => length + pads[axis]![0] + pads[axis]![1]),
        (index) => {
          const inner = index.map((i, axis) => i - pads[axis]![0]);
          return inner.every((i, axis) => i >= 0 && i < shape[axis]!) ? at(x, inner) : value;
        },
      ),
  };
});
