/*
 * Lesson 2: convolution. What it computes, what stride and padding do, and that it is a matrix product in disguise.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/02-convolution.ts
 */
import { conv2d, convTranspose2d, matmul, mul, registerBackend, sum, tensor, unfold } from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';
import { show } from './show.ts';

await registerBackend(cpu());

// Images are [N, C, H, W]: how many, channels, height, width. This is one image with one channel: a bright square.
const picture = ['......', '.###..', '.###..', '.###..', '......'];
const pixels = Array.from(picture.join(''), (character) => (character === '#' ? 1 : 0));
const image = tensor(pixels, [1, 1, 5, 6]);

// A weight is [O, I, KH, KW]: one kernel for each pair of output and input channel. This one looks for left edges:
// dark on the left of its middle, bright on the right.
const edge = tensor([-1, 0, 1, -1, 0, 1, -1, 0, 1], [1, 1, 3, 3]);

// The kernel slides over the image. Where it stands, it multiplies what it sees by its own numbers and adds up. There
// are two rows and two columns fewer than in the image: the kernel has to lie inside.
await show('edges', conv2d(image, edge)); // Tensor<[1, 1, 3, 4]>

// Padding puts zeros around the image: 'same' keeps its size.
await show('padded', conv2d(image, edge, { padding: 'same' })); // Tensor<[1, 1, 5, 6]>

// Stride is how far the kernel moves: with 2 the result has half the height and width.
await show('strided', conv2d(image, edge, { padding: 1, stride: 2 })); // Tensor<[1, 1, 3, 3]>

// How is it computed fast? Write what the kernel sees at each place into a column of a matrix (im2col); then the
// convolution is the product of the kernel, as a row, and that matrix. Matrix products are what computers do best.
const columns = unfold(image, { kernel: 3 }); // Tensor<[1, 9, 12]>: 9 taps, 12 places
const row = tensor([-1, 0, 1, -1, 0, 1, -1, 0, 1], [1, 9]);
await show('edges again', matmul(row, columns));

// The way back: transposed convolution puts the kernel, times y, wherever y was seen from. It is not the inverse but the
// adjoint: both sides of <conv x, y> = <x, convTranspose y> are the same sum of products.
const y = tensor([1, 0, 1, 0, 0, 0, 0, 0, 1, 3, 0, 0], [1, 1, 3, 4]);
const left = await sum(mul(conv2d(image, edge), y)).item();
const right = await sum(mul(image, convTranspose2d(y, edge))).item();
console.log(`<conv x, y> = ${left}, <x, convTranspose y> = ${right}`);
