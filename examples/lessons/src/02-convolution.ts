/*
 * Lesson 2: convolution. What it computes, what stride and padding do, and that it is a matrix product in disguise.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/02-convolution.ts
 */
import { conv2d, convTranspose2d, matmul, registerBackend, reshape, sum, mul, tensor, unfold } from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';

await registerBackend(cpu());

/** Prints a matrix that is the last two dimensions of a tensor. */
async function show(title: string, x: { data(): Promise<Float32Array>; shape: readonly number[] }): Promise<void> {
  const width = x.shape.at(-1) ?? 1;
  const values = [...(await x.data())];
  console.log(`${title} [${x.shape}]`);
  for (let at = 0; at < values.length; at += width) {
    console.log(values.slice(at, at + width).map((value) => String(value).padStart(4)).join('')); // prettier-ignore
  }
}

// Images are [N, C, H, W]: how many, channels, height, width. This is one image of one channel, with a bright square.
const image = tensor(
  [
    0, 0, 0, 0, 0, 0,
    0, 1, 1, 1, 0, 0,
    0, 1, 1, 1, 0, 0,
    0, 1, 1, 1, 0, 0,
    0, 0, 0, 0, 0, 0,
  ],
  [1, 1, 5, 6],
); // prettier-ignore
