import { maxUnpoolOp, type MaxUnpoolOp } from './max-unpool.ts';

/**
 * Puts the values of a max pooling back where they were found: x `[N, C, D', H', W']` and the `indices` of `maxPool3dWithIndices`
 * to `[N, C, D, H, W]`, 0 elsewhere. Values that were found at the same place, by windows that overlap, are summed (PyTorch keeps
 * any one of them). An index of -1 puts nothing. The gradient of each value is that of its place.
 *
 * An index outside of the image is an error where the backend can read at once (`dataSync`); elsewhere, as in WebGPU, it puts
 * nothing.
 *
 * @throws ShapeError when rank, indices or sizes do not fit, unless just one of `kernel` and `outputSize` is given.
 * @example
 * ```ts
 * const [values, indices] = maxPool3dWithIndices(tensor([1, 2, 4, 3], [1, 1, 1, 2, 2]), { kernel: [1, 2, 2] });
 * maxUnpool3d(values, indices, { kernel: [1, 2, 2] });   // [[[[[0, 0], [4, 0]]]]]
 * ```
 */
export const maxUnpool3d: MaxUnpoolOp<3> = maxUnpoolOp(3);
