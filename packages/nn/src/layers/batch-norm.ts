import {
  affine,
  assertBoolean,
  assertPositive,
  batchNorm as normalize,
  batchNormWithStatistics,
  type ChannelForm,
  channelNormRule,
  movingAverage,
  scope,
  ShapeError,
  showShape,
  sizeOf,
  type Tensor,
} from '@gemmule/core';
import { type Layer, layer } from '../layer/layer.ts';
import { constant, type ParameterDefinition } from '../layer/parameter.ts';
import type { ShapeFn } from '../layer/shape-fn.ts';
import { batchNormAcross } from './batch-norm-across.ts';
import { assertEpsilon, scaleAndShift } from './norm-options.ts';

/** Options of batch normalisations. */
export interface BatchNormOptions {
  /** Added to the variance, so that the root of it divides safely. Default 1e-5. */
  readonly epsilon?: number;
  /** Share of each batch in the running statistics, from 0 to 1. Default 0.1. */
  readonly momentum?: number;
  /** Whether to learn a factor and a summand per channel. Default true. */
  readonly affine?: boolean;
  /** Whether to keep running statistics, to predict by. Default true; without, each batch is normalised by itself. */
  readonly trackRunningStats?: boolean;
}

/** The layer behind `batchNorm1d`, `batchNorm2d` and `batchNorm3d`, which differ in the ranks they take. */
export function batchNorm(
  kind: string,
  channels: number,
  form: ChannelForm,
  options: BatchNormOptions = {},
): Layer<ShapeFn> {
  const { epsilon = 1e-5, momentum = 0.1, affine: learns = true, trackRunningStats: tracks = true } = options;
  assertPositive(kind, 'channels', channels);
  assertEpsilon(kind, epsilon);
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new ShapeError(`${kind}: momentum must be from 0 to 1, got ${String(momentum)}`);
  }
  assertBoolean(kind, 'trackRunningStats', tracks);
  const running = (value: number): ParameterDefinition | undefined =>
    tracks ? { shape: [channels], initialize: constant(value) } : undefined;
  const check = (shape: readonly number[]): void => void channelNormRule(kind, shape, { ...form, channels });

  return layer({
    kind,
    config: { channels, epsilon, momentum, affine: learns, trackRunningStats: tracks },
    parameters: scaleAndShift(kind, [channels], learns),
    buffers: { runningMean: running(0), runningVar: running(1) },
    forward(x, { parameters: { weight, bias }, buffers: { runningMean, runningVar }, training, across }) {
      check(x.shape);
      if (!training && runningMean !== undefined && runningVar !== undefined) {
        return normalize(x, { statistics: { mean: runningMean, variance: runningVar }, weight, bias, epsilon });
      }
      const together = training ? across : undefined;
      const count = (x.size / channels / x.shape[0]!) * (together?.samples ?? x.shape[0]!);
      assertSeveral(kind, count, x);
      return scope(() => {
        const { output, statistics } =
          together === undefined
            ? batchNormWithStatistics(x, { weight, bias, epsilon })
            : batchNormAcross(x, { weight, bias, epsilon }, together, count);
        if (training && runningMean !== undefined && runningVar !== undefined) {
          movingAverage(runningMean, statistics.mean, momentum);
          // What the batch says of the variance of all samples is unbiased when it is divided by one less than the count.
          movingAverage(runningVar, affine(statistics.variance, count / (count - 1), 0), momentum);
        }
        return output;
      });
    },
    plan(inputShape, planner) {
      check(inputShape);
      planner.count({ flops: 2 * sizeOf(inputShape) });
      return inputShape;
    },
  });
}

/** One value alone is its own mean: normalised it is always 0, and nothing can be learned. */
function assertSeveral(kind: string, count: number, x: Tensor): void {
  if (count > 1) return;
  throw new ShapeError(
    `${kind}: the statistics of a batch need more than one value per channel, got ${count} (input ${showShape(x.shape)})`,
  );
}
