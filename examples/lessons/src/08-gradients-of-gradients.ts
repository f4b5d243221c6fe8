/*
 * Lesson 8: gradients of gradients. A gradient is a tensor like others and can be part of a loss: here one that asks a network to be
 * steep nowhere, as the critics of generative networks are trained (Gulrajani et al., "Improved training of Wasserstein GANs", 2017).
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/08-gradients-of-gradients.ts
 */
import {
  gradients,
  mean,
  mul,
  randomNormal,
  registerBackend,
  scope,
  sqrt,
  square,
  sub,
  sum,
  tensor,
} from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';
import * as nn from '@gemmule/nn';

await registerBackend(cpu());

// With `createGraph` the gradient is recorded as well. Of x³ it is 3x², and of that 6x.
const x = tensor([1, 2, 3], [3], { requiresGrad: true });
const [first] = gradients(sum(mul(x, square(x))), [x], { createGraph: true });
const [second] = gradients(sum(first), [x]);
console.log('x³:', [...(await first.data())].join(' '), 'and', [...(await second.data())].join(' '));

// A critic gives each image a number. How steep is it? The length of the gradient of that number by the image tells.
const critic = nn.network(
  ['N', 1, 8, 8],
  nn.conv2d({ in: 1, out: 8, kernel: 3, stride: 2, padding: 1 }),
  nn.tanh(),
  nn.conv2d({ in: 8, out: 16, kernel: 3, padding: 1 }),
  nn.tanh(),
  nn.flatten(),
  nn.linear(16 * 4 * 4, 1, { bias: false }), // a bias would change no slope
);
critic.initialize({ seed: 1 });
const images = randomNormal([16, 1, 8, 8], { seed: 2, requiresGrad: true });

/** One number for each image; recorded, so that it can be part of a loss. */
function steepness() {
  const [slope] = gradients(sum(critic.forward(images)), [images], { createGraph: true });
  return sqrt(sum(square(slope), { axis: [1, 2, 3] })); // Tensor<[16]>
}

// The penalty is how far the steepness is from 1. Its gradient by the weights goes back through the convolutions, and through their
// gradients, which are convolutions too.
const optimizer = nn.adam({ learningRate: 0.01 });
const parameters = critic.parameters();
for (let round = 0; round <= 60; round++) {
  const steep = scope(() => {
    const steep = steepness();
    const penalty = mean(square(sub(steep, 1)));
    optimizer.step(parameters, gradients(penalty, [...parameters.values()]));
    return mean(steep);
  });
  if (round % 20 === 0) console.log(`round ${round}: steepness ${(await steep.item()).toFixed(2)}`);
  steep.dispose();
}
const all = [...(await scope(steepness).data())];
console.log(`each is within 0.1 of 1: ${all.every((steep) => Math.abs(steep - 1) < 0.1)}`);
