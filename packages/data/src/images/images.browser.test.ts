import { cpu } from '@gemmule/backend-cpu';
import { type Backend, memory, registerBackend, ShapeError, unregisterBackend } from '@gemmule/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeNpz, imageArray, imageTensor, loader, streamDataset, toPixels } from '../index.ts';

let backend: Backend;
beforeAll(async () => {
  backend = await registerBackend(cpu());
});
afterAll(() => unregisterBackend(backend));

const [width, height] = [5, 3];
/** Opaque: canvases keep the colours of others only roughly. */
const bytes = Uint8ClampedArray.from({ length: 4 * width * height }, (_, k) => (k % 4 === 3 ? 255 : (k * 37) % 256));
const image = (): ImageData => new ImageData(bytes.slice(), width, height);
const expected = imageArray({ width, height, data: bytes });

function canvas(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(image(), 0, 0);
  return canvas;
}

async function element(): Promise<HTMLImageElement> {
  const element = new Image(50, 60); // on the page it is larger
  element.src = URL.createObjectURL(await canvas().convertToBlob({ type: 'image/png' }));
  await element.decode();
  return element;
}

function pageCanvas(): HTMLCanvasElement {
  const element = document.createElement('canvas');
  [element.width, element.height] = [width, height];
  element.getContext('2d')?.putImageData(image(), 0, 0);
  return element;
}

test.each([
  ['ImageData', image],
  ['a canvas', pageCanvas],
  ['a canvas that is not on the page', canvas],
  ['a bitmap', () => createImageBitmap(image())],
  ['a bitmap of a file', async () => createImageBitmap(await canvas().convertToBlob({ type: 'image/png' }))],
  ['an image element, in its own size', element],
  ['a frame of a video', () => new VideoFrame(canvas(), { timestamp: 0 })],
])('%s', async (_, make) => {
  const source = await make();
  expect(imageArray(source)).toEqual(expected);
  if ('close' in source) source.close();
});

test('a tensor of it, and back to a canvas', async () => {
  const options = { channels: 3, mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] } as const;
  using x = imageTensor(await createImageBitmap(image()), options);
  expect(x.shape).toEqual([1, 3, height, width]);
  const pixels = await toPixels(x, options);
  const context = new OffscreenCanvas(width, height).getContext('2d')!;
  context.putImageData(new ImageData(pixels.data, pixels.width, pixels.height), 0, 0);
  expect(context.getImageData(0, 0, width, height).data).toEqual(bytes);
});

test('an image that has not been loaded, and a bitmap that was closed', async () => {
  expect(() => imageArray(new Image())).toThrow(ShapeError);
  const bitmap = await createImageBitmap(image());
  bitmap.close();
  expect(() => imageArray(bitmap)).toThrow(
    new ShapeError('imageArray: the image has no pixels (0 x 0); was it loaded, and not closed?'),
  );
});

test('a loader of a stream of the page', async () => {
  const { liveBuffers } = memory();
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < 5; i++) controller.enqueue({ input: [i], target: i });
      controller.close();
    },
  });
  const seen: number[] = [];
  const data = streamDataset(stream, { inputShape: [1], targetType: 'int32' });
  for await (using batch of loader(data, { batch: 2, shuffle: false })) seen.push(...(await batch.targets.data()));
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(memory().liveBuffers).toBe(liveBuffers);
});

test('npz', async () => {
  // np.savez_compressed(f, a=np.array([7], dtype='u1')), NumPy 2.4.6
  const text =
    'UEsDBC0AAAAIAAAAIQBOF8Up//////////8FABQAYS5ucHkBABAAgQAAAAAAAABFAAAAAAAAAJvsF+obEMnIUMZQrZ6SWpxcpG6l' +
    'oF5Taqiuo6Cell9UUpSYF59flJIKEndLzClOBYoXZyQWpAL5GoY6mjoKtQoUAC52AFBLAQItAy0AAAAIAAAAIQBOF8UpRQAAAIEA' +
    'AAAFAAAAAAAAAAAAAACAAQAAAABhLm5weVBLBQYAAAAAAQABADMAAAB8AAAAAAA=';
  const arrays = await decodeNpz(Uint8Array.from(atob(text), (char) => char.charCodeAt(0)));
  expect(arrays.get('a')).toEqual({ dtype: 'uint8', shape: [1], data: Uint8Array.of(7) });
});
