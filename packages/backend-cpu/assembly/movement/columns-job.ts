/**
 * Images `[planes, height, width]` and columns `[planes, kernelHeight, kernelWidth, outHeight, outWidth]`. A chunk does
 * `planesPerChunk` planes.
 */
@unmanaged
export class ColumnsJob {
  images: usize;
  columns: usize;
  planes: i32;
  planesPerChunk: i32;
  height: i32;
  width: i32;
  outHeight: i32;
  outWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  dilationY: i32;
  dilationX: i32;
  padTop: i32;
  padLeft: i32;
}
