import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend } from '../backend/backend.ts';
import { registerBackend, unregisterBackend } from '../backend/registry.ts';
import { tensor } from '../create.ts';
import { ShapeError, UsageError } from '../errors.ts';
import { memory } from '../memory/memory.ts';
import { scope } from '../memory/scope.ts';
import { add } from '../ops/elementwise/add.ts';
import { affine } from '../ops/elementwise/affine.ts';
import { div } from '../ops/elementwise/div.ts';
import { mul } from '../ops/elementwise/mul.ts';
import { pow } from '../ops/elementwise/pow.ts';
import { relu } from '../ops/elementwise/relu.ts';
import { square } from '../ops/elementwise/square.ts';
import { step } from '../ops/elementwise/step.ts';
import { sgdStep } from '../ops/optimizer/sgd-step.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cpu } from '../testing/cpu.ts';
import type { Tensor } from '../tensor.ts';
import { customGradient } from './custom-gradient.ts';
import { detach } from './detach.ts';
import { gradients } from './gradients.ts';
import { noGrad } from './record.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const variable = (...values: number[]): Tensor<[number]> => tensor(values, [values.length], { requiresGrad: true });
const values = (x: Tensor): number[] => [...x.dataSync()];

describe('what comes out', () => {
  test('a value used twice gets both gradients', () => {
    const x = variable(1, 2, 3);
    const [dx] = gradients(sum(add(mul(x, x), affine(x, 10, 0))), [x]);
    expect(values(dx)).toEqual([12, 14, 16]);
  });

  test('several inputs, one of them asked for twice', () => {
    const [x, y] = [variable(2), variable(5)];
    const [dx, dy, again] = gradients(mul(x, y), [x, y, x]);
    expect([dx, dy, again].map((d) => values(d)[0])).toEqual([5, 2, 5]);
    dx.dispose();
    expect(values(again)).toEqual([5]);
  });

  test('gradients by a value in the middle', () => {
    const x = variable(3);
    const middle = square(x);
    const [dm, dx] = gradients(square(middle), [middle, x]);
    expect([values(dm), values(dx)]).toEqual([[18], [108]]);
  });

  test('an output gradient weighs a larger output', () => {
    const x = variable(1, 2);
    const [dx] = gradients(square(x), [x], { outputGradient: tensor([1, 100], [2]) });
    expect(values(dx)).toEqual([2, 400]);
  });

  test('broadcast operands get sums', () => {
    const row = tensor([1, 2], [1, 2], { requiresGrad: true });
    const column = tensor([10, 20, 30], [3, 1], { requiresGrad: true });
    const [dr, dc] = gradients(sum(mul(row, column)), [row, column]);
    expect([dr.shape, values(dr), dc.shape, values(dc)]).toEqual([
      [1, 2],
      [60, 60],
      [3, 1],
      [3, 3, 3],
    ]);
  });

  test('gradients of gradients: the third derivative of x^4 is 24 x', () => {
    const x = variable(2);
    const y = square(square(x));
    const [d1] = gradients(y, [x], { createGraph: true });
    const [d2] = gradients(d1, [x], { createGraph: true });
    const [d3] = gradients(d2, [x]);
    expect([d1, d2, d3].map((d) => values(d)[0])).toEqual([32, 48, 48]);
  });

  test.each([1e-23, 1e20])('the gradient of a quotient at %s stays in range', (value) => {
    const [a, b] = [variable(value), variable(value)];
    const [, db] = gradients(div(a, b), [a, b]);
    expect((values(db)[0] ?? NaN) * value).toBeCloseTo(-1, 6);
  });

  test('the gradient of x^0 is 0, at 0 too', () => {
    const x = variable(0, 2);
    expect(values(gradients(sum(pow(x, 0)), [x])[0])).toEqual([0, 0]);
  });

  test('a chain of 20,000 operations neither overflows the stack nor loses a step', () => {
    const x = variable(1);
    const [dx] = scope(() => {
      let y: Tensor<[number]> = x;
      for (let i = 0; i < 20_000; i++) y = affine(y, 1, 1);
      return gradients(y, [x]);
    });
    expect(values(dx)).toEqual([1]);
  });

  test('detach and noGrad stop gradients', () => {
    const x = variable(3);
    const [dx] = gradients(mul(x, detach(x)), [x]);
    expect(values(dx)).toEqual([3]);
    expect(noGrad(() => square(x)).requiresGrad).toBe(false);
    expect(square(x).requiresGrad).toBe(true);
  });
});

describe('onGradient', () => {
  test('tells each gradient once it is complete, the last layer first, and before the way back is over', () => {
    const [first, second, x] = [variable(2), variable(3), variable(5)];
    const middle = mul(first, x);
    const told: [number, number[]][] = [];
    const seen: number[] = [];
    const watched = customGradient({
      operation: 'watched',
      inputs: [middle],
      forward: () => middle,
      gradients: [
        (dy) => {
          seen.push(told.length);
          return dy;
        },
      ],
    });
    // `second` counts twice, and the first of its two parts is not all of it.
    const output = add(mul(watched, second), square(second));
    const onGradient = (index: number, gradient: Tensor): unknown => told.push([index, values(gradient)]);
    const found = gradients(sum(output), [first, second], { onGradient });
    expect(told).toEqual([
      [1, [10 + 6]],
      [0, [3 * 5]],
    ]);
    expect(found.map(values)).toEqual([[15], [16]]);
    expect(seen, 'gradients that were told when the way back was in the middle').toEqual([1]);
  });

  test('an input that occurs twice is told once, and what the listener throws ends the call', () => {
    const x = variable(2);
    const told: number[] = [];
    gradients(square(x), [x, x], { onGradient: (index) => told.push(index) });
    expect(told).toEqual([0]);
    const y = variable(2);
    const fail = (): never => {
      throw new Error('no more');
    };
    expect(() => gradients(square(y), [y], { onGradient: fail })).toThrow('no more');
  });
});

describe('customGradient', () => {
  const round = (x: Tensor<number[]>): Tensor<number[]> =>
    customGradient({
      operation: 'round',
      inputs: [x],
      forward: () => step(affine(x, 1, -0.5)),
      gradients: [(dy) => dy],
    });

  test('the gradient is the one that was said, not that of what was computed', () => {
    const x = variable(0.2, 0.8);
    const y = round(x);
    const [dx] = gradients(sum(mul(y, tensor([10, 20], [2]))), [x]);
    expect([values(y), values(dx)]).toEqual([
      [0, 1],
      [10, 20],
    ]);
  });

  test('rules get inputs and output, are called only where they are asked for, and are differentiable', () => {
    const cube = (x: Tensor<number[]>, unused: Tensor<number[]>): Tensor<number[]> =>
      customGradient({
        operation: 'cube',
        inputs: [x, unused],
        forward: () => mul(x, square(x)),
        gradients: [
          (dy, { inputs: [x], output }) => mul(dy, affine(div(output, x!), 3, 0)),
          () => {
            throw new Error('nobody asked');
          },
        ],
      });
    const x = variable(2);
    const [dx] = gradients(cube(x, variable(1)), [x], { createGraph: true });
    expect(values(dx)).toEqual([12]);
    const [dxx] = gradients(dx, [x]);
    expect(values(dxx)).toEqual([12]);
  });

  test('its operands may be disposed; nothing is left in the end', () => {
    const before = memory(backend).liveBuffers;
    scope(() => {
      const x = variable(3);
      const y = square(x);
      const z = customGradient({
        operation: 'twice',
        inputs: [y],
        forward: () => y,
        gradients: [(dy, { inputs: [y] }) => mul(dy, y!)],
      });
      y.dispose();
      expect(values(gradients(z, [x])[0])).toEqual([9 * 6]);
    });
    expect(memory(backend).liveBuffers).toBe(before);
  });

  test('a gradient of another shape is an error', () => {
    const x = variable(1, 2);
    const y = customGradient({ operation: 'odd', inputs: [x], forward: () => x, gradients: [() => variable(1)] });
    expect(() => gradients(sum(y), [x])).toThrow(
      new ShapeError('odd: the gradient of input 0 must have its shape [2], got [1]'),
    );
  });
});

describe('lifetimes', () => {
  test('operands may be disposed before the backward pass', () => {
    const x = variable(2);
    const middle = affine(x, 3, 0);
    const y = square(middle);
    middle.dispose();
    const [dx] = gradients(y, [x]);
    expect(values(dx)).toEqual([36]);
  });

  test('a scope around part of the computation does not cut it', () => {
    const x = variable(-1, 2);
    const y = scope(() => sum(relu(affine(x, 2, 1))));
    expect(values(gradients(y, [x])[0])).toEqual([0, 2]);
  });

  test('nothing is left after output, gradients and inputs are gone', () => {
    const before = memory().liveBuffers;
    scope(() => {
      const x = variable(1, 2);
      gradients(sum(square(relu(x))), [x]);
      sum(square(relu(x))); // recorded and never differentiated
    });
    expect(memory().liveBuffers).toBe(before);
  });

  test('a disposed output lets go of what its graph kept', () => {
    const x = variable(1, 2);
    const before = memory().liveBuffers;
    const y = scope(() => square(square(x)));
    y.dispose();
    expect(memory().liveBuffers).toBe(before);
  });

  test('a second call needs retainGraph', () => {
    const x = variable(3);
    const y = square(x);
    gradients(y, [x], { retainGraph: true });
    gradients(y, [x]);
    expect(() => gradients(y, [x])).toThrow('the graph of mul was let go by an earlier call');
  });
});

describe('misuse is told', () => {
  test('an output or input that was not recorded', () => {
    expect(() => gradients(tensor([1], [1]), [])).toThrow(UsageError);
    expect(() => gradients(square(variable(1)), [tensor([1], [1])])).toThrow('input 0 [1] was not recorded');
  });

  test('an input without influence', () => {
    expect(() => gradients(square(variable(1)), [variable(1)])).toThrow('input 0 [1] has no influence on the output');
  });

  test('a large output without outputGradient, or with one of another shape', () => {
    const y = square(variable(1, 2));
    expect(() => gradients(y, [])).toThrow(ShapeError);
    expect(() => gradients(y, [], { outputGradient: tensor([1], [1]) })).toThrow(ShapeError);
  });

  test('a parameter changed between forward and backward pass', () => {
    const x = variable(3);
    const y = square(x);
    sgdStep(x, tensor([1], [1]), undefined, { learningRate: 1, momentum: 0, nesterov: false, weightDecay: 0 });
    expect(() => gradients(y, [x])).toThrow('a value that mul needs was changed in place after the forward pass');
  });
});
