import type { Backend } from '../../backend/backend.ts';
import type { ConvDimensions, ConvProduct } from '../../backend/convolution.ts';
import { BYTES_PER_ELEMENT } from '../../memory/buffer-pool.ts';
import type { Geometry } from '../../shape/geometry.ts';

/*
 * Convolution and its gradients from im2col and gemm, the batch in chunks so that the column matrix stays within the
 * backend's preferred workspace. Layouts (dense, row-major), with K taps, P output positions, G groups:
 *
 *     columns  [chunk, I * K, P] = [chunk, G, (I / G) * K, P]
 *     weight   [O, (I / G) * K]  = [G, O / G, (I / G) * K]
 *     y        [N, O, P]         = [N, G, O / G, P]
 */

/** Sizes that follow from the dimensions. */
export interface Sizes {
  readonly inputArea: number;
  /** P */
  readonly outputArea: number;
  /** Rows of one group's column matrix, (I / G) * K. */
  readonly depth: number;
  /** Elements of one image's column matrix. */
  readonly columns: number;
}

export function sizesOf({ inChannels, groups, geometry }: ConvDimensions): Sizes {
  const product = (length: 'input' | 'output' | 'kernel'): number =>
    geometry.reduce((all, axis) => all * axis[length], 1);
  const outputArea = product('output');
  const depth = (inChannels / groups) * product('kernel');
  return { inputArea: product('input'), outputArea, depth, columns: groups * depth * outputArea };
}

/**
 * A 1x1 convolution that reads every cell once: its column matrix is the image itself, `kernel = 1` with `output = input`.
 * The kernel alone does not tell: a strided one skips cells, a padded one adds some, and one transposed with outputPadding
 * has cells that nothing reaches.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * console.log(isPointwise(convGeometry([8, 8], { kernel: 1 }).axes));   // true
 * console.log(isPointwise(convGeometry([8, 8], { kernel: 1, stride: 2 }).axes));   // false
 * ```
 */
export function isPointwise(geometry: Geometry): boolean {
  return geometry.every(({ kernel, stride, padBefore, input, output }) => {
    return kernel === 1 && stride === 1 && padBefore === 0 && input === output;
  });
}

/** Images whose columns fit the preferred workspace together; one at the least, all at the most. */
export function chunkOf(backend: Backend, { batch, ...rest }: ConvDimensions): number {
  const bytes = sizesOf({ batch, ...rest }).columns * BYTES_PER_ELEMENT;
  return Math.max(1, Math.min(batch, Math.floor(backend.workspace.preferredBytes / Math.max(bytes, 1))));
}

/** Elements of the column matrix that one product is computed with; 0 for a pointwise convolution, which has none. */
export function columnsLength(backend: Backend, dimensions: ConvDimensions): number {
  if (dimensions.batch === 0 || isPointwise(dimensions.geometry)) return 0;
  return chunkOf(backend, dimensions) * sizesOf(dimensions).columns;
}

/**
 * Elements of workspace that one product of a convolution asks for on `backend`, known before anything runs: the column
 * matrix, or 0 where the backend does without.
 *
 * @throws Nothing.
 * @example
 * ```ts
 * const dimensions = convRule('conv2d', [2, 3, 8, 8], [16, 3, 3, 3]);
 * workspaceLength(naiveBackend(), 'forward', dimensions);   // 1944: two images, 27 rows, 36 columns
 * ```
 */
export function workspaceLength(backend: Backend, product: ConvProduct, dimensions: ConvDimensions): number {
  const { workspace } = backend;
  if (product === 'transposed' && workspace.convTranspose === 'none') return 0;
  return workspace.skipsColumns?.(product, dimensions) === true ? 0 : columnsLength(backend, dimensions);
}
