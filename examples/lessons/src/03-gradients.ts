/*
 * Lesson 3: gradients. How to ask for them, how to check them, and what they are for: here, to find out which kernel an
 * unknown convolution has from what goes in and what comes out.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/03-gradients.ts
 */
import {
  conv2d,
  gradients,
  mean,
  noGrad,
  randomNormal,
  registerBackend,
  scope,
  sgdStep,
  square,
  sub,
  sum,
  tensor,
  zeros,
} from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';

await registerBackend(cpu());

// What is computed from a tensor made with `requiresGrad` is recorded. For f = x0² + x1² + x2² the gradient is 2x.
const x = tensor([1, 2, 3], [3], { requiresGrad: true });
const [dx] = gradients(sum(square(x)), [x]);
console.log('gradient of the sum of squares at [1, 2, 3]:', [...(await dx.data())]);

// The gradient of a convolution, checked: move one number of the kernel a little and see how much the result changes.
const image = randomNormal([1, 2, 6, 6], { seed: 1 });
const values = [...(await randomNormal([3, 2, 3, 3], { seed: 2 }).data())];
const f = (kernel: number[]) => mean(square(conv2d(image, tensor(kernel, [3, 2, 3, 3], { requiresGrad: true }))));
const weight = tensor(values, [3, 2, 3, 3], { requiresGrad: true });
const [dw] = gradients(mean(square(conv2d(image, weight))), [weight]);
const step = 1e-2;
const at = 20;
const above = await f(values.with(at, values[at]! + step)).item();
const below = await f(values.with(at, values[at]! - step)).item();
const measured = (above - below) / (2 * step);
console.log(`by number ${at} of the kernel: ${(await dw.data())[at]!.toFixed(3)}, measured ${measured.toFixed(3)}`);

// Now the riddle. Somebody's kernel is unknown to us; we see 8 images, and what it makes of them.
const secret = tensor([0, 1, 0, 1, -4, 1, 0, 1, 0], [1, 1, 3, 3]);
const images = randomNormal([8, 1, 12, 12], { seed: 3 });
const seen = conv2d(images, secret);

// We begin with zeros and walk downhill: the gradient of the error tells how the error grows, so go the other way.
const guess = zeros([1, 1, 3, 3], { requiresGrad: true });
for (let round = 0; round <= 30; round++) {
  // A scope, so that each round frees what it made: from the second one on, nothing is allocated any more.
  const error = scope(() => {
    const error = mean(square(sub(conv2d(images, guess), seen)));
    const [slope] = gradients(error, [guess]);
    noGrad(() => sgdStep(guess, slope, undefined, { learningRate: 0.1, momentum: 0, nesterov: false, weightDecay: 0 }));
    return error;
  });
  if (round % 10 === 0) console.log(`round ${round}: error ${(await error.item()).toFixed(4)}`);
  error.dispose();
}
console.log('found:', Array.from(await guess.data(), (value) => Math.round(value * 100) / 100 + 0).join(' '));
