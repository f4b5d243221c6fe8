import type { ConvolutionKernels, WorkspacePreference } from './convolution.ts';
import type { ElementwiseKernels } from './elementwise.ts';
import type { MovementKernels } from './movement.ts';
import type { Overrides } from './overrides.ts';
import type { PoolingKernels } from './pooling.ts';
import type { ReductionKernels } from './reduction.ts';
import type { BackendBuffer, StorageKernels } from './storage.ts';

/**
 * What a backend implements. Kernels trust their arguments (the op's shape rule has checked them), write into buffers
 * that the caller owns, and may run later than they are called as long as they run in order: only `read` waits.
 * Sizes of 0 (an empty batch) are legal everywhere and do nothing beyond what the definition asks.
 */
export interface Backend<B extends BackendBuffer = BackendBuffer>
  extends
    StorageKernels<B>,
    ConvolutionKernels<B>,
    ElementwiseKernels<B>,
    ReductionKernels<B>,
    MovementKernels<B>,
    PoolingKernels<B> {
  /** Which backend: `'cpu'`, `'gpu'`. Unique among the registered ones. */
  readonly name: string;
  /** What really runs: `'typescript'`, `'webgl2'`, … */
  readonly engine: string;
  /** How large a column matrix it likes to be given. */
  readonly workspace: WorkspacePreference;
  /** Faster ways to do what core derives, those that the backend has. Default: none. */
  readonly overrides?: Partial<Overrides<B>>;
  /** Frees everything. Afterwards every call is an error. */
  dispose(): void;
}
