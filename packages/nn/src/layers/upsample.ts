import {
  type PerAxis,
  type PositivePerAxis,
  sizeOf,
  upsample as apply,
  type UpsampleShape,
  upsampleRule,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import type { In, ShapeFn } from '../layer/shape-fn.ts';

/** What {@link upsample} does to shapes. */
export interface Upsample<Size, Scale> extends ShapeFn {
  readonly out: UpsampleShape<In<this['in']>, Size, Scale>;
}

/** The configuration of {@link upsample}. */
export interface UpsampleConfig<Size, Scale> {
  /** The lengths of the output's axes. */
  readonly size?: PositivePerAxis<'upsample', 'size', Size, PerAxis>;
  /** How many times as long as those of the input they are, instead. */
  readonly scale?: PositivePerAxis<'upsample', 'scale', Scale, PerAxis>;
  /** Take the nearest cell, or weigh the cells around. Default `'nearest'`. */
  readonly mode?: 'nearest' | 'linear';
  /** For `'linear'`: whether the middles of the outermost cells stay where they are. Default false. */
  readonly alignCorners?: boolean;
}

/**
 * Images at another resolution, of 1 to 3 axes: `[N, C, ...input]` to `[N, C, ...output]`. Exactly as `upsample` of core.
 *
 * @throws ShapeError when it is given an input, for a configuration that none fits.
 * @example
 * ```ts
 * const y = nn.upsample({ scale: 2, mode: 'linear' }).forward(ones([8, 16, 14, 14]));   // Tensor<[8, 16, 28, 28]>
 * ```
 */
export function upsample<
  const Size extends PerAxis | undefined = undefined,
  const Scale extends PerAxis | undefined = undefined,
>(config: UpsampleConfig<Size, Scale>): Layer<Upsample<Size, Scale>>;
export function upsample(config: UpsampleConfig<PerAxis, PerAxis>): Layer<ShapeFn> {
  return layer({
    kind: 'upsample',
    config: { mode: 'nearest', alignCorners: false, ...config },
    forward: (x) => apply(x, config),
    plan(inputShape, planner) {
      const { shape } = upsampleRule(inputShape, config);
      const taps = config.mode === 'linear' ? 2 ** (inputShape.length - 2) : 0;
      planner.count({ flops: 2 * taps * sizeOf(shape) });
      return shape;
    },
  });
}
