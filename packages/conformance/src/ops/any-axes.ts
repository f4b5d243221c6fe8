/** The operations that exist for 1, 2 and 3 spatial axes, found by a geometry, without the types of their shapes. */
import {
  avgPool1d,
  avgPool2d,
  avgPool3d,
  conv1d,
  conv2d,
  conv3d,
  type ConvOpOptions,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  type Geometry,
  globalAvgPool1d,
  globalAvgPool2d,
  globalAvgPool3d,
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  type Tensor,
} from '@gemmule/core';

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

type Any = Tensor<number[]>;

export type AnyConv = (
  x: Any,
  weight: Any,
  options?: Partial<WindowOptions> &
    Pick<ConvOpOptions<0, 0, 0, number>, 'bias' | 'groups' | 'activation' | 'workspace'>,
) => Any;

export type AnyConvTranspose = (
  x: Any,
  weight: Any,
  options?: Partial<WindowOptions> & {
    readonly outputPadding?: number[];
    readonly groups?: number;
    readonly bias?: Tensor | undefined;
  },
) => Any;

export type AnyPool = (
  x: Any,
  options: Partial<WindowOptions> & {
    readonly kernel: number[];
    readonly ceilMode?: boolean;
    readonly countIncludePad?: boolean;
  },
) => Any;

export type AnyGlobalPool = (x: Any) => Any;

type ByAxes<Operation> = (axes: number) => Operation;

export const convOf: ByAxes<AnyConv> = byAxes<AnyConv>(conv1d, conv2d, conv3d);
export const convTransposeOf: ByAxes<AnyConvTranspose> = byAxes<AnyConvTranspose>(
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
);
export const maxPoolOf: ByAxes<AnyPool> = byAxes<AnyPool>(maxPool1d, maxPool2d, maxPool3d);
export const avgPoolOf: ByAxes<AnyPool> = byAxes<AnyPool>(avgPool1d, avgPool2d, avgPool3d);
export const globalAvgPoolOf: ByAxes<AnyGlobalPool> = byAxes<AnyGlobalPool>(
  globalAvgPool1d,
  globalAvgPool2d,
  globalAvgPool3d,
);
export const globalMaxPoolOf: ByAxes<AnyGlobalPool> = byAxes<AnyGlobalPool>(
  globalMaxPool1d,
  globalMaxPool2d,
  globalMaxPool3d,
);

function byAxes<Operation>(...operations: readonly unknown[]): ByAxes<Operation> {
  return (axes) => operations[axes - 1] as Operation;
}
