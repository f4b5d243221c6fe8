import type { UnaryFunction } from '@gemmule/core';
import { halfPrecision, revised, sabotage, type Sabotage } from './sabotage.ts';

/** One unary function replaced. */
function withUnary(
  name: UnaryFunction,
  f: (x: number, alpha: number) => number,
  ...caughtBy: readonly [string, ...string[]]
): Sabotage {
  return sabotage(
    `unary ${name} is ${f.toString()}`,
    (intact) => ({
      unary: (op) => {
        if (op.function !== name) return intact.unary(op);
        for (let i = 0; i < op.length; i += 1) op.y.data[i] = f(op.x.data[i]!, op.alpha);
      },
    }),
    ...caughtBy,
  );
}

export const elementwiseSabotages: readonly Sabotage[] = [
  withUnary('relu', (x) => (x > 0 ? x : 0), 'unary: relu of special values'),
  withUnary('step', (x, alpha) => (x > 0 ? 1 : alpha), 'unary: step of special values'),
  withUnary('step', (x, alpha) => (x >= 0 ? 1 : x < 0 ? alpha : x), 'unary: step of special values'),
  withUnary(
    'leakyRelu',
    (x) => (x > 0 ? x : 0.01 * x),
    'unary: leakyRelu over its range, in place too',
    'elementwise: leakyRelu 0.3',
  ),
  withUnary('sigmoid', (x) => Math.exp(x) / (1 + Math.exp(x)), 'unary: sigmoid of special values'),
  withUnary(
    'gelu',
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
    'unary: gelu over its range, in place too',
    'elementwise: gelu',
  ),
  withUnary('exp', (x) => halfPrecision(Math.exp(x)), 'unary: exp over its range, in place too', 'elementwise: exp'),
  sabotage(
    'unary runs over the whole buffer',
    (intact) => ({
      unary: (op) => intact.unary({ ...op, x: op.x, length: op.y.length }),
      fill: (op) => intact.fill({ ...op, length: op.y.length }),
    }),
    'fill: the first elements, and no others',
  ),
  sabotage(
    'affine ignores beta',
    (intact) => ({ unary: (op) => intact.unary(op.function === 'affine' ? { ...op, beta: 0 } : op) }),
    'unary: affine over its range, in place too',
    'elementwise: add of a number',
  ),
  sabotage(
    'binary exchanges the strides of its operands',
    (intact) => ({ binary: (op) => intact.binary({ ...op, aStrides: op.bStrides, bStrides: op.aStrides }) }),
    'binary: broadcasting: a row',
    'broadcasting: sub',
  ),
  sabotage(
    'binary does not repeat a stride of 0',
    (intact) => ({
      binary: (op) => {
        const [a, b] = [op.aStrides, op.bStrides].map((strides) => strides.map((stride) => stride || 1));
        intact.binary({ ...op, aStrides: a!, bStrides: b! });
      },
    }),
    'binary: broadcasting: a number on either side',
  ),
  sabotage(
    'maximum forgets a NaN on its right',
    (intact) => ({
      binary: (op) => {
        if (op.function !== 'maximum' || op.shape.length !== 1) return intact.binary(op);
        for (let i = 0; i < op.shape[0]!; i += 1) {
          const [a, b] = [op.a.data[i * op.aStrides[0]!]!, op.b.data[i * op.bStrides[0]!]!];
          op.y.data[i] = b > a ? b : a;
        }
      },
    }),
    'binary: maximum of every pair of special values',
  ),
  sabotage(
    'reduce starts a maximum at 0',
    (intact) => ({
      reduce: (op) =>
        revised(
          op.y,
          () => intact.reduce(op),
          (now) => (op.function === 'max' ? Math.max(0, now) : now),
        ),
    }),
    'reduce: max of negative numbers only',
  ),
  sabotage(
    'a mean of nothing is 0',
    (intact) => ({
      reduce: (op) =>
        revised(
          op.y,
          () => intact.reduce(op),
          (now) => (op.size === 0 && op.function === 'mean' ? 0 : now),
        ),
    }),
    'reduce: mean of no elements, and of an empty batch',
    'reductions: over no elements',
  ),
  sabotage(
    'reduce adds on what was there',
    (intact) => ({
      reduce: (op) =>
        revised(
          op.y,
          () => intact.reduce(op),
          (now, before) => (op.function === 'sum' ? now + before : now),
        ),
    }),
    'reduce: sum over a middle axis',
    'reductions: sum over any axes',
  ),
  sabotage(
    'argmax gives the last of equals',
    () => ({
      argmax: ({ x, y, outer, size, inner }) => {
        for (let at = 0; at < outer * inner; at += 1) {
          const value = (i: number): number => x.data[(Math.floor(at / inner) * size + i) * inner + (at % inner)]!;
          let best = 0;
          for (let i = 1; i < size; i += 1) if (value(i) >= value(best) || Number.isNaN(value(i))) best = i;
          y.data[at] = best;
        }
      },
    }),
    'argmax: the first of equals',
    'argmax of tensors: any axis, the first of equals',
  ),
];
