import type { Softmax } from '@gemmule/core';
import { floats, type CpuBuffer } from '../cpu-buffer.ts';

/** `exp(x - max) / sum of exp(x - max)`: with the largest exponent at 0, nothing overflows and the sum is at least 1. */
export function softmax(op: Softmax<CpuBuffer>): boolean {
  const { outer, size, inner } = op;
  const x = floats(op.x);
  const y = floats(op.y);
  const lane = op.logarithm ? logSoftmaxLane : softmaxLane;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) lane(x, y, o * size * inner + i, size, inner);
  }
  return true;
}

function softmaxLane(x: Float32Array, y: Float32Array, from: number, size: number, stride: number): void {
  const max = largest(x, from, size, stride);
  let sum = 0;
  for (let i = 0; i < size; i++) {
    const power = Math.exp(x[from + i * stride]! - max);
    y[from + i * stride] = power;
    sum += power;
  }
  for (let i = 0; i < size; i++) y[from + i * stride]! /= sum;
}

function logSoftmaxLane(x: Float32Array, y: Float32Array, from: number, size: number, stride: number): void {
  const max = largest(x, from, size, stride);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.exp(x[from + i * stride]! - max);
  const logarithm = Math.log(sum);
  for (let i = 0; i < size; i++) y[from + i * stride] = x[from + i * stride]! - max - logarithm;
}

function largest(x: Float32Array, from: number, size: number, stride: number): number {
  let max = -Infinity;
  for (let i = 0; i < size; i++) max = Math.max(max, x[from + i * stride]!);
  return max;
}
