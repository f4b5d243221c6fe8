import { ShapeError } from '@gemmule/core';

/** An image as pages have it: `ImageData` is one, and so is what `decodeImage` of `@gemmule/data/node` gives. */
export interface Pixels {
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Red, green, blue and opacity of each pixel, 0 to 255, from the upper left, line by line. */
  readonly data: Uint8ClampedArray | Uint8Array;
}

/** @throws ShapeError unless there are four bytes for each pixel, and there is a pixel. */
export function assertPixels(operation: string, { width, height, data }: Pixels): void {
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1) {
    throw new ShapeError(`${operation}: an image of ${width} x ${height} pixels is none`);
  }
  if (data.length !== 4 * width * height) {
    throw new ShapeError(
      `${operation}: ${width} x ${height} pixels have ${4 * width * height} bytes (RGBA), got ${data.length}`,
    );
  }
}
