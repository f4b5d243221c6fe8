import {
  assertBoolean,
  type AxisCount,
  type NonNegativePerAxis,
  padsPerAxis,
  type Padding,
  type PaddingOf,
  type PerAxis,
  type PerAxisOf,
  type PoolRule,
  type PositivePerAxis,
  positivePerAxis,
  sizeOf,
} from '@gemmule/core';

/** The configuration that all pools share. */
export interface PoolConfig<Kind extends string, Axes extends AxisCount, Kernel, Stride, Padding, Dilation, CeilMode> {
  /** Lengths of the window. */
  readonly kernel: PositivePerAxis<Kind, 'kernel', Kernel, PerAxisOf[Axes]>;
  /** Cells from one window to the next, per axis. Default: the kernel, so that windows do not overlap. */
  readonly stride?: PositivePerAxis<Kind, 'stride', Stride, PerAxisOf[Axes]>;
  /** As for a convolution; smaller than the window, so that every window can touch the input. Default 0. */
  readonly padding?: NonNegativePerAxis<Kind, 'padding', Padding, PaddingOf[Axes]>;
  /** Cells from one tap to the next, per axis. Default 1. */
  readonly dilation?: PositivePerAxis<Kind, 'dilation', Dilation, PerAxisOf[Axes]>;
  /** Also make a window where it does not fit whole; one that would start after the input is left out. Default false. */
  readonly ceilMode?: CeilMode;
}

interface PoolOptions {
  readonly kernel: PerAxis;
  readonly stride: PerAxis;
  readonly padding: Padding;
  readonly dilation: PerAxis;
  readonly ceilMode: boolean;
}

/** {@link PoolConfig} of which the compiler knows nothing. */
export type AnyPoolConfig = PoolConfig<string, AxisCount, PerAxis, PerAxis, Padding, PerAxis, boolean>;

/** Throws what the types of {@link PoolConfig} say; returns the configuration with its defaults filled in. */
export function assertPoolConfig(kind: string, axes: AxisCount, config: AnyPoolConfig): PoolOptions {
  const { kernel, stride = kernel, padding = 0, dilation = 1, ceilMode = false } = config;
  positivePerAxis(kind, 'kernel', kernel, axes);
  positivePerAxis(kind, 'stride', stride, axes);
  padsPerAxis(kind, padding, axes);
  positivePerAxis(kind, 'dilation', dilation, axes);
  assertBoolean(kind, 'ceilMode', ceilMode);
  return { kernel, stride, padding, dilation, ceilMode };
}

/** One operation per tap of each window. */
export function poolFlops({ shape, geometry }: PoolRule): number {
  return sizeOf(shape) * sizeOf(geometry.map((axis) => axis.kernel));
}
