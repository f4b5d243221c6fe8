import { noGrad, scope } from '@gemmule/core';
import { imageTensor, type Pixels, type Rectangle } from '@gemmule/data';
import type { OnnxModel } from '@gemmule/onnx';

/** Larger pictures are made smaller, to this many pixels on their longer side. */
const mostPixels = 960;
/** Of the probability that a pixel is within a line. */
const threshold = 0.3;
/** Of the mean over a line. */
const leastCertain = 0.6;
/** In pixels of what the network sees. */
const leastLength = 4;

/**
 * The lines of text in a picture, from above to below. The network is trained to mark the middle of a line, so that lines that touch
 * are apart; after "Real-time scene text detection with differentiable binarization" (Liao et al., 2020), but that lines are taken
 * to run level.
 */
export async function findLines(detector: OnnxModel, picture: Pixels): Promise<Rectangle[]> {
  const [height, width] = sizeFor(picture);
  using map = noGrad(() =>
    scope(() => {
      const x = imageTensor(picture, {
        size: [height, width],
        mean: [0.485, 0.456, 0.406],
        std: [0.229, 0.224, 0.225],
      });
      return Object.values(detector.run({ x }))[0]!;
    }),
  );
  const probabilities = (await map.data()) as Float32Array;
  return regions(probabilities, width, height)
    .filter(({ mean, box }) => mean >= leastCertain && Math.min(box.width, box.height) >= leastLength)
    .map(({ box }) => inPicture(grown(box), picture, [height, width]))
    .sort((a, b) => a.top - b.top || a.left - b.left);
}

/** `[height, width]`, multiples of 32, as the network halves its image five times. */
function sizeFor({ width, height }: Pixels): [number, number] {
  const scale = Math.min(1, mostPixels / Math.max(width, height));
  const side = (length: number) => Math.max(32, Math.round((length * scale) / 32) * 32);
  return [side(height), side(width)];
}

interface Region {
  readonly box: Rectangle;
  /** Of the probabilities. */
  readonly mean: number;
}

/** What is above the threshold and hangs together, side by side or one above the other. */
export function regions(probabilities: Float32Array, width: number, height: number): Region[] {
  const seen = new Uint8Array(width * height);
  const found: Region[] = [];
  for (let start = 0; start < seen.length; start++) {
    if (seen[start] === 1 || probabilities[start]! <= threshold) continue;
    let [left, right, top, bottom, sum, count] = [width, 0, height, 0, 0, 0];
    const open = [start];
    seen[start] = 1;
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      const [x, y] = [place % width, Math.floor(place / width)];
      [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
      sum += probabilities[place]!;
      count += 1;
      for (const [next, isThere] of [
        [place - 1, x > 0],
        [place + 1, x < width - 1],
        [place - width, y > 0],
        [place + width, y < height - 1],
      ] as const) {
        if (!isThere || seen[next] === 1 || probabilities[next]! <= threshold) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
    found.push({ box: { left, top, width: right - left + 1, height: bottom - top + 1 }, mean: sum / count });
  }
  return found;
}

/** From the middle of a line, which the network marks, to the line: the inverse of how far it was shrunk for the training. */
function grown({ left, top, width, height }: Rectangle): Rectangle {
  const margin = (1.5 * width * height) / (2 * (width + height));
  return { left: left - margin, top: top - margin, width: width + 2 * margin, height: height + 2 * margin };
}

/** In whole pixels of the picture, and within it. */
function inPicture(
  { left, top, width, height }: Rectangle,
  picture: Pixels,
  [rows, columns]: [number, number],
): Rectangle {
  const [x, y] = [picture.width / columns, picture.height / rows];
  const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);
  const [startX, startY] = [
    clamp(Math.floor(left * x), picture.width - 1),
    clamp(Math.floor(top * y), picture.height - 1),
  ];
  return {
    left: startX,
    top: startY,
    width: clamp(Math.ceil((left + width) * x), picture.width) - startX,
    height: clamp(Math.ceil((top + height) * y), picture.height) - startY,
  };
}
