import {
  assertBoolean,
  type NonNegativePerAxis,
  padsPerAxis,
  type Padding2d,
  type PerAxis2,
  type PoolRule,
  type PositivePerAxis,
  positivePerAxis,
  sizeOf,
} from '@gemmule/core';

/** The configuration that all pools share. */
export interface PoolConfig<Kind extends string, Kernel, Stride, Padding, Dilation, CeilMode> {
  /** Height and width of the window. */
  readonly kernel: PositivePerAxis<Kind, 'kernel', Kernel>;
  /** Cells from one window to the next, per axis. Default: the kernel, so that windows do not overlap. */
  readonly stride?: PositivePerAxis<Kind, 'stride', Stride>;
  /** As for `conv2d`; smaller than the window, so that every window can touch the input. Default 0. */
  readonly padding?: NonNegativePerAxis<Kind, 'padding', Padding, Padding2d>;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: PositivePerAxis<Kind, 'dilation', Dilation>;
  /** Also make a window where it does not fit whole; one that would start after the input is left out. Default false. */
  readonly ceilMode?: CeilMode;
}

interface PoolOptions2d {
  readonly kernel: PerAxis2;
  readonly stride: PerAxis2;
  readonly padding: Padding2d;
  readonly dilation: PerAxis2;
  readonly ceilMode: boolean;
}

/** Throws what the types of {@link PoolConfig} say; returns the configuration with its defaults filled in. */
export function assertPoolConfig(
  kind: string,
  config: PoolConfig<string, PerAxis2, PerAxis2, Padding2d, PerAxis2, boolean>,
): PoolOptions2d {
  const { kernel, stride = kernel, padding = 0, dilation = 1, ceilMode = false } = config;
  positivePerAxis(kind, 'kernel', kernel, 2);
  positivePerAxis(kind, 'stride', stride, 2);
  padsPerAxis(kind, padding, 2);
  positivePerAxis(kind, 'dilation', dilation, 2);
  assertBoolean(kind, 'ceilMode', ceilMode);
  return { kernel, stride, padding, dilation, ceilMode };
}

/** One operation per tap of each window. */
export function poolFlops({ shape, geometry }: PoolRule): number {
  return sizeOf(shape) * sizeOf(geometry.map((axis) => axis.kernel));
}
