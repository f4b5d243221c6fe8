/*
 * Lesson 4: a layer of your own. What it computes, what it does to shapes (for the compiler and at run time), and how it
 * takes its place in a network that learns.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/04-own-layer.ts
 */
import { add, generator, mul, registerBackend, sizeOf } from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';
import * as nn from '@gemmule/nn';

await registerBackend(cpu());

/**
 * A quadratic layer: `x + a x²` with a learned number `a` for each of `features`. It keeps the shape, which is what
 * `Elementwise` tells the compiler. Gradients need no word: they follow from the operations.
 */
function quadratic(features: number): nn.Layer<nn.Elementwise> {
  return nn.layer({
    kind: 'quadratic',
    parameters: { a: { shape: [features], initialize: nn.uniform(1) } },
    forward: (x, { parameters: { a } }) => add(x, mul(a, mul(x, x))),
    plan(shape, planner) {
      // For plans and summaries: three multiplications and an addition an element.
      planner.count({ flops: 4 * sizeOf(shape) });
      return shape;
    },
  });
}

// Is a point inside the circle? A line cannot tell, so a linear layer alone cannot learn it. Squares can.
const model = nn.network(['N', 2], nn.linear(2, 8), quadratic(8), nn.linear(8, 2));
console.log(model.summary());

const random = generator(1);
const points = Float32Array.from({ length: 2 * 2000 }, () => 2 * random.uniform() - 1);
const labels = Uint8Array.from({ length: 2000 }, (_, i) =>
  Math.hypot(points[2 * i]!, points[2 * i + 1]!) < 0.8 ? 1 : 0,
);
const data = nn.arrayDataset({ inputs: points, inputShape: [2], labels });

await nn.train(model, {
  data: data.subset(1500),
  loss: nn.crossEntropy,
  optimizer: nn.adam({ learningRate: 0.02 }),
  epochs: 10,
  batch: 50,
  seed: 1,
});
const { accuracy } = await nn.evaluate(model, data.subset(Array.from({ length: 500 }, (_, i) => 1500 + i)));
console.log(
  `right on ${accuracy > 0.95 ? 'more than 95' : (100 * accuracy).toFixed(0)} % of 500 points it has not seen`,
);
