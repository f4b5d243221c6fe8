import type { ReduceFunction } from '@gemmule/core';
import { product } from '../harness/geometry.ts';
import { at, build, type ExpectedArray, type NdArray } from './array.ts';
import { reduce } from './reduce.ts';

/** Brings `axes` to the end, so that what is reduced is one dense line. */
export function linesOf(x: NdArray, axes: readonly number[]): { lines: NdArray; outer: number[]; size: number } {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const order = [...kept, ...axes];
  const shape = order.map((axis) => x.shape[axis]!);
  const lines = build(shape, (index) => {
    const source = x.shape.map((_, axis) => index[order.indexOf(axis)]!);
    return at(x, source);
  });
  return { lines, outer: kept.map((axis) => x.shape[axis]!), size: product(axes.map((axis) => x.shape[axis]!)) };
}

/** A reduction over any axes, of any rank. `axes` are non-negative. */
export function reduceAxes(name: ReduceFunction, x: NdArray, axes: readonly number[], keepDims = false): ExpectedArray {
  const { lines, outer, size } = linesOf(x, axes);
  const reduced = reduce(name, { outer: product(outer), size, inner: 1 }, lines.data);
  const shape = keepDims ? x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)) : outer;
  return { shape, ...reduced };
}
