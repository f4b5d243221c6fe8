import type { Backend } from '../../backend/backend.ts';
import type { ConvDimensions } from '../../backend/convolution.ts';
import type { BackendBuffer } from '../../backend/storage.ts';
import { poolOf } from '../../memory/buffer-pool.ts';
import type { Workspace } from '../../memory/workspace.ts';
import type { Geometry } from '../../shape/geometry.ts';
import type { Tensor } from '../../tensor.ts';

/** What the three products of a convolution have in common; shapes are those of the convolution. */
export interface ConvSettings {
  /** Name of the public operation, for errors. */
  readonly operation: string;
  readonly geometry: Geometry;
  readonly groups: number;
  /** Where the column matrix goes; by default a pooled buffer for each call. */
  readonly workspace?: Workspace | undefined;
}

export function dimensionsOf(x: Tensor, y: Tensor, { groups, geometry }: ConvSettings): ConvDimensions {
  return { batch: x.shape[0] ?? 0, inChannels: x.shape[1] ?? 0, outChannels: y.shape[1] ?? 0, groups, geometry };
}

/** Runs `body` with a column matrix of `length` elements from the settings' workspace, or from the pool where there is none. */
export function withColumns(
  backend: Backend,
  { workspace }: ConvSettings,
  length: number,
  body: (columns: BackendBuffer | undefined) => void,
): void {
  if (length === 0) return body(undefined);
  if (workspace !== undefined) return body(workspace.reserve(backend, length));
  const pool = poolOf(backend);
  const columns = pool.acquire('float32', length);
  try {
    body(columns);
  } finally {
    pool.release(columns);
  }
}
