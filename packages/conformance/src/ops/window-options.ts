import type { Geometry } from '@gemmule/core';

/** The parameters of a geometry, as the public operations take them. */
export interface WindowOptions {
  readonly stride: number[];
  readonly padding: [number, number][];
  readonly dilation: number[];
}

export function windowOptions(geometry: Geometry): WindowOptions {
  return {
    stride: geometry.map((axis) => axis.stride),
    padding: geometry.map((axis) => [axis.padBefore, axis.padAfter]),
    dilation: geometry.map((axis) => axis.dilation),
  };
}
