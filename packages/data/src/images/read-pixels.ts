import { ShapeError, UsageError } from '@gemmule/core';
import type { Pixels } from './pixels.ts';

/** What a page can draw: an image, a bitmap, a canvas, a frame of a video. */
export type Drawable =
  | HTMLImageElement
  | HTMLCanvasElement
  | HTMLVideoElement
  | ImageBitmap
  | OffscreenCanvas
  | VideoFrame;

/**
 * The pixels of something that a page can draw, in its own size.
 *
 * @throws UsageError where nothing can be drawn (Node.js); ShapeError for something without pixels, such as an image that has
 *   not been loaded; and what the page throws for an image from elsewhere that it may not read.
 */
export function readPixels(operation: string, source: Drawable): Pixels {
  if (typeof OffscreenCanvas === 'undefined') {
    throw new UsageError(
      `${operation}: only a page can draw this; in Node.js, read a file by decodeImage of @gemmule/data/node`,
    );
  }
  const [width, height] = sizeOf(source);
  if (!(width > 0 && height > 0)) {
    throw new ShapeError(
      `${operation}: the image has no pixels (${width} x ${height}); was it loaded, and not closed?`,
    );
  }
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) throw new UsageError(`${operation}: this page has no canvas to draw on`);
  context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height, { colorSpace: 'srgb' });
}

/** The image's own size, not that on the page. */
function sizeOf(source: Drawable): readonly [number, number] {
  if ('naturalWidth' in source) return [source.naturalWidth, source.naturalHeight];
  if ('videoWidth' in source) return [source.videoWidth, source.videoHeight];
  if ('displayWidth' in source) return [source.displayWidth, source.displayHeight];
  return [source.width, source.height];
}
