import type { Axis, Geometry } from '@gemmule/core';

/** A geometry as three axes: the ones it lacks, outermost first, have length 1. One kernel serves 1-D to 3-D. */
export interface Volume {
  readonly z: Axis;
  readonly y: Axis;
  readonly x: Axis;
}

export type Side = 'input' | 'output' | 'kernel';

const unitAxis: Axis = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

export function asVolume(geometry: Geometry): Volume {
  const rank = geometry.length;
  return {
    z: geometry[rank - 3] ?? unitAxis,
    y: geometry[rank - 2] ?? unitAxis,
    x: geometry[rank - 1] ?? unitAxis,
  };
}

export const axisNames = ['z', 'y', 'x'] as const;

/** Number of input cells, output positions, or taps. */
export function cells(geometry: Geometry, side: Side): number {
  return geometry.reduce((product, axis) => product * axis[side], 1);
}

/** Lengths of one side by variable, for `dense`: `sides(volume, 'input', 'i')` is `{ iz, iy, ix }`. */
export function sides(volume: Volume, side: Side, letter: string): Record<string, number> {
  return Object.fromEntries(axisNames.map((name) => [`${letter}${name}`, volume[name][side]]));
}

/** Row-major position of three variables: `(iz * height + iy) * width + ix`. */
export function flat(volume: Volume, side: Side, letter: string): string {
  return `((${letter}z * ${volume.y[side]} + ${letter}y) * ${volume.x[side]} + ${letter}x)`;
}

/** Loops over the taps `kz`, `ky`, `kx` around some statements. */
export function overTaps(volume: Volume, ...statements: readonly string[]): string {
  const loops = axisNames.map((name) => `for (let k${name} = 0; k${name} < ${volume[name].kernel}; k${name}++) {`);
  return [...loops, ...statements, '}}}'].join('\n');
}

/** Declares `iz`, `iy`, `ix`: the cell that the tap sees at the output position `oz`, `oy`, `ox`. */
export function seenCell(volume: Volume): string {
  return axisNames
    .map((name) => {
      const { stride, dilation, padBefore } = volume[name];
      return `const i${name} = o${name} * ${stride} + k${name} * ${dilation} - ${padBefore};`;
    })
    .join('\n');
}

/** Whether that cell lies inside the input. */
export function isInside(volume: Volume): string {
  return axisNames.map((name) => `i${name} >= 0 && i${name} < ${volume[name].input}`).join(' && ');
}

/**
 * The inverse: declares `oz`, `oy`, `ox`, the output position at which the tap sees the cell `iz`, `iy`, `ix`. There is one
 * only where {@link isSeen} holds.
 */
export function seeingPosition(volume: Volume): string {
  return axisNames
    .map((name) => {
      const { stride, dilation, padBefore } = volume[name];
      // Not below 0, which `quotient` would round upwards; `isSeen` tells by the remainder.
      return [
        `const s${name} = i${name} + ${padBefore} - k${name} * ${dilation};`,
        `const o${name} = ${stride === 1 ? `s${name}` : `quotient(Math.max(s${name}, 0), ${stride})`};`,
      ].join('\n');
    })
    .join('\n');
}

export function isSeen(volume: Volume): string {
  return axisNames
    .map((name) => {
      const { stride, output } = volume[name];
      return `o${name} >= 0 && o${name} < ${output} && s${name} - o${name} * ${stride} == 0`;
    })
    .join(' && ');
}
