import { maxUnpoolOp, type MaxUnpoolOp } from './max-unpool.ts';

/**
 * Puts the values of a max pooling back where they were found: x `[N, C, W']` and the `indices` of `maxPool1dWithIndices`
 * to `[N, C, W]`, 0 elsewhere. Values that were found at the same place, by windows that overlap, are summed (PyTorch keeps
 * any one of them). An index of -1 puts nothing. The gradient of each value is that of its place.
 *
 * An index outside of the image is an error where the backend can read at once (`dataSync`); elsewhere, as in WebGPU, it puts
 * nothing.
 *
 * @throws ShapeError when rank, indices or sizes do not fit, unless just one of `kernel` and `outputSize` is given.
 * @example
 * ```ts
 * const [values, indices] = maxPool1dWithIndices(tensor([1, 3, 2, 4], [1, 1, 4]), { kernel: 2 });
 * maxUnpool1d(values, indices, { kernel: 2 });   // [[[0, 3, 0, 4]]]
 * ```
 */
export const maxUnpool1d: MaxUnpoolOp<1> = maxUnpoolOp(1);
