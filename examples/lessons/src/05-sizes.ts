/*
 * Lesson 5: how large, and what is seen. What padding is made of, how many steps a kernel takes, how far a network looks, and why
 * the way back needs to be told where it leads.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/05-sizes.ts
 */
import {
  conv1d,
  conv2d,
  convFlops,
  convGeometry,
  convTranspose2d,
  convTransposeGeometry,
  ones,
  receptiveField,
  registerBackend,
  tensor,
} from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';
import { show } from './show.ts';

await registerBackend(cpu());

// A signal, and a kernel that takes what is one place to the left. What is there at the left edge?
const signal = tensor([1, 2, 3, 4, 5], [1, 1, 5]);
const left = tensor([1, 0, 0], [1, 1, 3]);
await show('zeros', conv1d(signal, left, { padding: 1 })); // 0 1 2 3 4
await show('reflect', conv1d(signal, left, { padding: 1, paddingMode: 'reflect' })); // 2 1 2 3 4
await show('replicate', conv1d(signal, left, { padding: 1, paddingMode: 'replicate' })); // 1 1 2 3 4
await show('circular', conv1d(signal, left, { padding: 1, paddingMode: 'circular' })); // 5 1 2 3 4

// 'same' keeps the length. Where the kernel is even, one side gets more: the end, as in PyTorch. 'causal' puts all of it before the
// signal, so that no number sees one that comes after it.
const sum = ones([1, 1, 4]);
await show("'same'", conv1d(signal, sum, { padding: 'same' })); // 6 10 14 12 9
await show("'causal'", conv1d(signal, sum, { padding: 'causal' })); // 1 3 6 10 14

// Sizes are arithmetic, and need no tensor: floor((input + padding - extent) / stride) + 1.
const first = convGeometry([224, 224], { kernel: 7, stride: 2, padding: 3 });
console.log(`\na 7x7 kernel with stride 2 on 224 x 224: ${first.output.join(' x ')}`);
const { total } = convFlops({ axes: first.axes, inChannels: 3, outChannels: 64 });
console.log(`from 3 to 64 channels that is ${(total / 1e6).toFixed(0)} million floating-point operations`);

// What one cell sees grows with every layer, and faster behind a stride.
const layers = [first.axes];
for (let depth = 0; depth < 3; depth++) {
  const before = layers.at(-1)!.map(({ output }) => output);
  const { axes, output } = convGeometry(before, { kernel: 3, stride: 2, padding: 1 });
  layers.push(axes);
  const [field] = receptiveField(layers);
  console.log(
    `behind ${layers.length} layers there are ${output.join(' x ')} cells, and each sees ${field!.size} pixels`,
  );
}

// With a stride of 2, images of 7 and of 8 pixels have results of the same size. So the way back must be told which one is meant.
console.log('');
for (const input of [7, 8]) {
  console.log(`${input} pixels become ${convGeometry([input], { kernel: 3, stride: 2, padding: 1 }).output[0]}`);
}
const small = ones([1, 1, 4, 4]);
const kernel = ones([1, 1, 3, 3]);
const seven = convTranspose2d(small, kernel, { stride: 2, padding: 1 }); // Tensor<[1, 1, 7, 7]>
const eight = convTranspose2d(small, kernel, { stride: 2, padding: 1, outputSize: 8 }); // Tensor<[1, 1, 8, 8]>
console.log(`4 pixels become ${seven.shape[2]}, or ${eight.shape[2]} where outputSize says so`);

// A transposed convolution is a plain one over an image with zeros put between its pixels, with the kernel mirrored.
const { direct } = convTransposeGeometry([4, 4], { kernel: 3, stride: 2, padding: 1 });
const [[before, after] = [0, 0]] = direct.padding;
console.log(
  `the same as a plain one with ${direct.zerosBetween[0]} zero between pixels and ${before} and ${after} around`,
);
const spread = Array.from({ length: 49 }, (_, i) => ((i % 7) % 2 === 0 && Math.floor(i / 7) % 2 === 0 ? 1 : 0));
const plain = conv2d(tensor(spread, [1, 1, 7, 7]), kernel, { padding: before });
const [a, b] = [await seven.data(), await plain.data()];
console.log(`and it is: ${a.every((value, i) => value === b[i])}`);
