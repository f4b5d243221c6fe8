import { cpu } from '@gemmule/backend-cpu';
import { type Backend, generator, memory, scope, tensor } from '@gemmule/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadOnnx } from './index.ts';
import { largestDifference } from './testing/largest-difference.ts';
import { detector, file, type Image, noise } from './testing/ocr.ts';
import { runInPeer } from './testing/onnxruntime.ts';

// Networks that others trained, against ONNX Runtime.

let backend: Backend;
beforeAll(async () => {
  backend = await cpu();
});
afterAll(() => backend.dispose());

/** Letters of 5 x 7 cells, a row a number. */
const LETTERS: Readonly<Record<string, readonly number[]>> = {
  G: [14, 17, 16, 23, 17, 17, 15],
  E: [31, 16, 16, 30, 16, 16, 31],
  M: [17, 27, 21, 21, 17, 17, 17],
  U: [17, 17, 17, 17, 17, 17, 14],
  L: [16, 16, 16, 16, 16, 16, 31],
};

/** Dark letters on light, uneven paper, in the colours that the network was trained with: mean 0 and deviation 1. */
function photograph(
  text: string,
  [height, width]: readonly [number, number],
  left: number,
  top: number,
  cell: number,
): Image {
  const random = generator(3);
  const data = new Float32Array(3 * height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [column, row] = [Math.floor((x - left) / cell), Math.floor((y - top) / cell)];
      const letter = LETTERS[text[Math.floor(column / 6)] ?? ''];
      const isInk =
        row >= 0 && column >= 0 && column % 6 < 5 && (((letter?.[row] ?? 0) >> (4 - (column % 6))) & 1) === 1;
      const light = (isInk ? 0.15 : 0.85) - 0.1 * (x / width) + 0.02 * random.normal();
      for (let channel = 0; channel < 3; channel++) data[(channel * height + y) * width + x] = (light - 0.45) / 0.225;
    }
  }
  return { shape: [1, 3, height, width], data };
}

/**
 * How far two float32 computations of some 60 layers drift apart depends on the network and the image. ONNX Runtime itself, with
 * and without its optimisations, is a measure of that: ours is a third order of the same sums.
 */
const DRIFTS = 4;

async function expectAgreement(name: string, image: Image): Promise<Float32Array> {
  const bytes = file(name);
  const [theirs] = Object.values(await runInPeer(bytes, { x: image }, 'all'));
  const [others] = Object.values(await runInPeer(bytes, { x: image }, 'disabled'));
  const drift = largestDifference(theirs!.numbers, others!.numbers);
  using model = loadOnnx(bytes, { backend });
  return scope(() => {
    const [ours] = Object.values(model.run({ x: tensor(image.data, [...image.shape], { backend }) }));
    expect(ours!.shape).toEqual(theirs!.shape);
    const values = ours!.dataSync() as Float32Array;
    expect(largestDifference(values, theirs!.numbers)).toBeLessThanOrEqual(DRIFTS * drift);
    return values;
  });
}

test('a detector of text agrees with onnxruntime on noise', async () => {
  await expectAgreement(detector, noise([1, 3, 64, 96], 1));
});

test('a detector of text agrees with onnxruntime on a text, and finds it', async () => {
  const [height, width, left, top, cell] = [128, 256, 30, 40, 6] as const;
  const found = await expectAgreement(detector, photograph('GEMMULE', [height, width], left, top, cell));
  const mean = (x0: number, x1: number, y0: number, y1: number): number => {
    let sum = 0;
    for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += found[y * width + x]!;
    return sum / ((x1 - x0) * (y1 - y0));
  };
  const right = left + 41 * cell > width ? width - 8 : left + 41 * cell;
  expect(mean(left + 12, right - 12, top + 12, top + 30)).toBeGreaterThan(0.5);
  expect(mean(0, width, 0, 20)).toBeLessThan(0.1);
});

test('a recogniser, whose shapes are calculated from those of its input, agrees with onnxruntime', async () => {
  await expectAgreement('ch_PP-OCRv4_rec_infer.onnx', noise([1, 3, 48, 96], 2));
});

test('a classifier agrees with onnxruntime on a batch', async () => {
  await expectAgreement('ch_ppocr_mobile_v2.0_cls_infer.onnx', noise([2, 3, 48, 192], 3));
});

test('nothing is allocated from the second run on, and nothing is left when the model is disposed', () => {
  const before = memory(backend);
  const image = noise([1, 3, 64, 64], 4);
  const x = tensor(image.data, [...image.shape], { backend });
  const model = loadOnnx(file(detector), { backend });
  const allocations = [1, 2, 3].map(() => {
    scope(() => void model.run({ x }));
    return memory(backend).allocations;
  });
  expect(allocations[2]).toBe(allocations[1]);
  model.dispose();
  x.dispose();
  expect(memory(backend).liveBuffers).toBe(before.liveBuffers);
});
