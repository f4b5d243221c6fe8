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
import { sgdStep } from '../ops/optimizer/sgd-step.ts';
import { sum } from '../ops/reduction/sum.ts';
import { cpu } from '../testing/cpu.ts';
import type { Tensor } from '../tensor.ts';
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
