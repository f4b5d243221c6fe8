/*
 * Lesson 6: training. What `train` does for you, piece by piece: validation, a schedule, groups of parameters, early stopping, and
 * a checkpoint from which it goes on to the same bits.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/06-training.ts
 */
import { generator, registerBackend } from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';
import * as nn from '@gemmule/nn';

await registerBackend(cpu());

// Data: a wave with some noise, in pieces of 32 numbers. Is it a sine (0), a square (1) or a sawtooth (2)?
const length = 32;
const count = 1200;
const random = generator(1);
const inputs = new Float32Array(count * length);
const labels = Uint8Array.from({ length: count }, () => random.integer(3));
const waves = [
  (t: number) => Math.sin(2 * Math.PI * t),
  (t: number) => Math.sign(Math.sin(2 * Math.PI * t)),
  (t: number) => 2 * (t - Math.floor(t)) - 1,
];
for (const [i, label] of labels.entries()) {
  const [phase, periods] = [random.uniform(), 1 + 2 * random.uniform()];
  for (let x = 0; x < length; x++) {
    inputs[i * length + x] = waves[label]!((periods * x) / length + phase) + 0.3 * random.normal();
  }
}
const all = nn.arrayDataset({ inputs, inputShape: [1, length], labels });
const known = all.subset(800);
const watched = all.subset(Array.from({ length: 200 }, (_, i) => 800 + i)); // to see how it goes
const unknown = all.subset(Array.from({ length: 200 }, (_, i) => 1000 + i)); // looked at once, at the end

const makeModel = () =>
  nn.network(
    ['N', 1, length],
    nn.conv1d({ in: 1, out: 8, kernel: 5, padding: 'same' }),
    nn.batchNorm1d(8),
    nn.relu(),
    nn.conv1d({ in: 8, out: 16, kernel: 5, stride: 2 }),
    nn.relu(),
    nn.globalAvgPool1d(),
    nn.flatten(),
    nn.dropout(0.1),
    nn.linear(16, 3),
  );

// One place for what both trainings below have in common. A schedule says what to multiply the learning rate by, step by step.
const options = () => ({
  data: known,
  loss: nn.crossEntropy,
  optimizer: nn.adamW({ learningRate: 0.02 }),
  schedule: nn.warmUp({ steps: 20 }, nn.cosineDecay()),
  clip: { norm: 1 },
  epochs: 12,
  batch: 40,
  seed: 7,
  validation: { data: watched },
});

// Early stopping ends a training in which nothing gets better any more, and brings back the weights of the best epoch.
const model = makeModel();
let middle: Uint8Array | undefined;
const report = await nn.train(model, {
  ...options(),
  earlyStopping: { patience: 4, restoreBest: true },
  checkpoint: { save: (bytes) => void (middle ??= bytes.slice()) }, // keeps the first one, of epoch 1
  onEpoch({ epoch, loss, validation }) {
    if (epoch % 4 !== 1) return;
    console.log(`epoch ${epoch}: loss ${loss.toFixed(2)}, others ${(100 * validation!.accuracy!).toFixed(0)} % right`);
  },
});
console.log(`best was epoch ${report.bestEpoch} of ${report.epochs.length}`);

// A checkpoint is the bytes of a safetensors file with all there is: weights, what the optimiser remembers, random numbers, the
// place in the data. Going on from it gives what would have come anyway. `checkpointFile` of '@gemmule/nn/node' keeps it in a file.
const again = makeModel();
await nn.train(again, { ...options(), earlyStopping: { patience: 4, restoreBest: true }, resume: middle });
const [one, other] = [await nn.saveSafetensors(model), await nn.saveSafetensors(again)];
console.log(`resumed after epoch 1, the weights are the same: ${one.every((byte, i) => byte === other[i])}`);

// At the end, and once: what it does on data that had no part in any decision.
const { accuracy, confusion } = await nn.evaluate(model, unknown);
console.log(`sine, square, sawtooth, as they were read: ${confusion.map((row) => row.join(' ')).join(' | ')}`);
console.log(`right on ${accuracy > 0.9 ? 'more than 90' : (100 * accuracy).toFixed(0)} % of 200 that it has not seen`);
