import type { Axis, Geometry } from '@gemmule/core';
import * as fc from 'fast-check';

/** One axis from its parameters, with the output length that the definition gives. `ceil` is pooling's ceil mode. */
export function axis(parameters: Partial<Omit<Axis, 'output'>> & { input: number; ceil?: boolean }): Axis {
  const { input, kernel = 1, stride = 1, dilation = 1, padBefore = 0, padAfter = 0, ceil = false } = parameters;
  const room = input + padBefore + padAfter - ((kernel - 1) * dilation + 1);
  let output = Math.floor(room / stride) + 1;
  // As in ONNX and PyTorch, ceil mode adds no window that would begin behind the input and its front padding.
  if (ceil && room % stride > 0 && output * stride < input + padBefore) output += 1;
  return { input, output, kernel, stride, dilation, padBefore, padAfter };
}

/** A unit axis: nothing is convolved along it. */
const UNIT: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

/** The same geometry with three axes: leading unit axes change nothing, and every oracle is three plain loops. */
export function threeAxes(geometry: Geometry): readonly [Axis, Axis, Axis] {
  const [a, b, c] = geometry;
  if (a === undefined) throw new Error('a geometry has 1 to 3 axes, this one none');
  if (b === undefined) return [UNIT, UNIT, a];
  return c === undefined ? [UNIT, a, b] : [a, b, c];
}

export function product(lengths: Iterable<number>): number {
  let result = 1;
  for (const length of lengths) result *= length;
  return result;
}

export const inputCells = (geometry: Geometry): number => product(geometry.map((a) => a.input));
export const outputCells = (geometry: Geometry): number => product(geometry.map((a) => a.output));
export const kernelCells = (geometry: Geometry): number => product(geometry.map((a) => a.kernel));

/** `7 pad 1,2 / kernel 3 stride 2 dilation 1 -> 4` for each axis: enough to repeat a failing case by hand. */
export function describeGeometry(geometry: Geometry): string {
  return geometry
    .map(
      (a) =>
        `${a.input} pad ${a.padBefore},${a.padAfter} / kernel ${a.kernel} stride ${a.stride}` +
        ` dilation ${a.dilation} -> ${a.output}`,
    )
    .join(' x ');
}

/** How large and how strange random axes may get. */
export interface AxisLimits {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: number;
  /** Most positions of the window beyond the first, before the stride. */
  readonly travel: number;
  /** Whether windows may hang over the end (ceil mode, pooling only). */
  readonly ceil?: boolean;
}

export const AXIS_LIMITS: Readonly<Record<1 | 2 | 3, AxisLimits>> = {
  1: { kernel: 5, stride: 4, dilation: 3, padding: 5, travel: 24 },
  2: { kernel: 4, stride: 3, dilation: 3, padding: 3, travel: 8 },
  3: { kernel: 3, stride: 3, dilation: 2, padding: 2, travel: 4 },
};

/** Random axes in which every parameter varies on its own, padding on either side too. */
export function arbitraryAxis(limits: AxisLimits): fc.Arbitrary<Axis> {
  return fc
    .record({
      kernel: fc.integer({ min: 1, max: limits.kernel }),
      stride: fc.integer({ min: 1, max: limits.stride }),
      dilation: fc.integer({ min: 1, max: limits.dilation }),
      padBefore: fc.integer({ min: 0, max: limits.padding }),
      padAfter: fc.integer({ min: 0, max: limits.padding }),
      travel: fc.integer({ min: 0, max: limits.travel }),
      ceil: limits.ceil === true ? fc.boolean() : fc.constant(false),
    })
    .map(({ travel, ...rest }) => {
      const covered = (rest.kernel - 1) * rest.dilation + 1 + travel;
      return axis({ ...rest, input: Math.max(1, covered - rest.padBefore - rest.padAfter) });
    });
}

export function arbitraryGeometry(axes: 1 | 2 | 3, ceil = false): fc.Arbitrary<Geometry> {
  const limits = { ...AXIS_LIMITS[axes], ceil };
  return fc.array(arbitraryAxis(limits), { minLength: axes, maxLength: axes });
}

/** Whether the column matrix is the image itself; then core hands over no scratch columns. */
export function isPointwise(geometry: Geometry): boolean {
  return geometry.every((a) => a.kernel === 1 && a.stride === 1 && a.padBefore === 0 && a.padAfter === 0);
}
