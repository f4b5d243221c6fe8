/**
 * Files of images, in Node.js.
 *
 * @packageDocumentation
 */
export { decodeImage, type DecodeImageOptions } from './decode-image.ts';
export { encodePng } from './encode-png.ts';
