import type { Geometry } from '@gemmule/core';
import { axisNames, type Side, type Volume } from '../kernels/volume.ts';

/*
 * Statements of WGSL about the three axes of a volume. A variable of an axis is called by a letter, the axis and, where there
 * is one for each row or column of a tile, its number: `oy3`.
 */

export type AxisName = (typeof axisNames)[number];

/** A length for each axis. */
export type Lengths = Readonly<Record<AxisName, number>>;

export function lengthsOf(volume: Volume, side: Side): Lengths {
  return { z: volume.z[side], y: volume.y[side], x: volume.x[side] };
}

/** The row-major position of the variables `<letter>z<name>` and so on. */
export function flat(lengths: Lengths, letter: string, name: number | '' = ''): string {
  return `(${letter}z${name} * ${lengths.y} + ${letter}y${name}) * ${lengths.x} + ${letter}x${name}`;
}

/** Declares the variables whose position is the expression `at`. */
export function split(lengths: Lengths, letter: string, name: number | '', at: string): string {
  const { y, x } = lengths;
  return `
let ${letter}z${name} = ${at} / ${y * x};
let ${letter}y${name} = ${at} / ${x} % ${y};
let ${letter}x${name} = ${at} % ${x};`;
}

/** Loops of the variables over `axes`, outermost first, around a body. `first` stands before all else in each of them. */
export function loops(
  lengths: Partial<Lengths>,
  letter: string,
  body: string,
  first: (axis: AxisName) => string = () => '',
): string {
  return axisNames
    .filter((axis) => lengths[axis] !== undefined)
    .reduceRight((inner, axis) => {
      const variable = `${letter}${axis}`;
      const head = `for (var ${variable} = 0; ${variable} < ${lengths[axis]}; ${variable}++)`;
      return `${head} {\n${first(axis)}\n${inner}\n}`;
    }, body);
}

/** Whether a variable lies in `[0, length)`: below 0 it would be a large unsigned number. */
export function isWithin(variable: string, length: number): string {
  return `u32(${variable}) < ${length}u`;
}

/** A condition that holds where all of them do. */
export function all(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' && ');
}

/** `value` where the condition holds, else 0. */
export function where(condition: string, value: string): string {
  return condition === 'true' ? value : `select(0.0, ${value}, ${condition})`;
}

/** Joins the axes of a convolution that looks at each cell by itself: longer loops, fewer of them. */
export function joined(geometry: Geometry): Geometry {
  const isPointwise = geometry.every(({ kernel, stride, padBefore, input, output }) => {
    return kernel === 1 && stride === 1 && padBefore === 0 && input === output;
  });
  const [axis] = geometry;
  if (!isPointwise || axis === undefined) return geometry;
  const length = geometry.reduce((product, { input }) => product * input, 1);
  return [{ ...axis, input: length, output: length }];
}
