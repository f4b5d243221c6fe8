import { ConvGeometry } from '../conv/geometry';

/**
 * Images `[planes, height, width]` and columns `[planes, kernelHeight, kernelWidth, outHeight, outWidth]`. A chunk does
 * `planesPerChunk` planes.
 */
@unmanaged
export class ColumnsJob extends ConvGeometry {
  images: usize;
  columns: usize;
  planes: i32;
  planesPerChunk: i32;
}
