import { describe, expect, it } from 'vitest';
import { type ConvCase, taskOf } from './cases.ts';
import { operandsOf } from './operands.ts';
import { reference, relativeError } from './reference.ts';

const conv: ConvCase = {
  kind: 'conv',
  name: 'small',
  inChannels: 4,
  outChannels: 6,
  size: 7,
  kernel: 3,
  stride: 2,
  padding: 1,
  groups: 2,
};

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? NaN), 0);
}

describe('reference', () => {
  it('multiplies matrices', () => {
    const task = taskOf({ kind: 'gemm', name: 'small', m: 2, n: 2, k: 3 }, 'forward');
    const [a, b] = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(1, 0, 0, 1, 2, 2)];
    expect([...reference(task, { kind: 'gemm', a, b })]).toEqual([7, 8, 16, 17]);
  });

  it('convolves by hand', () => {
    const task = taskOf({ ...conv, inChannels: 1, outChannels: 1, size: 3, stride: 1, groups: 1 }, 'forward');
    const ones = new Float32Array(9).fill(1);
    const y = reference(task, { kind: 'conv', x: ones, weight: ones, dy: ones });
    expect([...y]).toEqual([4, 6, 4, 6, 9, 6, 4, 6, 4]);
  });

  it('has gradients that are adjoint to the forward pass', () => {
    const operands = operandsOf(taskOf(conv, 'forward'));
    if (operands.kind !== 'conv') throw new TypeError('not a convolution');
    const y = reference(taskOf(conv, 'forward'), operands);
    const dx = reference(taskOf(conv, 'input gradient'), operands);
    const dw = reference(taskOf(conv, 'filter gradient'), operands);
    expect(dot(dx, operands.x)).toBeCloseTo(dot(y, operands.dy), 8);
    expect(dot(dw, operands.weight)).toBeCloseTo(dot(y, operands.dy), 8);
  });
});

describe('relativeError', () => {
  const exact = Float64Array.of(1, -4, 2);

  it('is measured against the largest value', () => {
    expect(relativeError(Float32Array.of(1, -4, 2), exact)).toBe(0);
    expect(relativeError(Float32Array.of(1, -4, 3), exact)).toBe(0.25);
  });

  it('never passes NaN, infinities or another length', () => {
    expect(relativeError(Float32Array.of(NaN, -4, 2), exact)).toBeNaN();
    expect(relativeError(Float32Array.of(1, -Infinity, 2), exact)).toBe(Infinity);
    expect(relativeError(Float32Array.of(1, -4), exact)).toBe(Infinity);
  });

  it('does not take zeros for a right answer', () => {
    expect(relativeError(new Float32Array(3), exact)).toBe(1);
  });
});
