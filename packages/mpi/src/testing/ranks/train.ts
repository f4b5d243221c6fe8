// Trains a small network, as many processes as there are; each writes what became of it to a file of its own.
import { writeFileSync } from 'node:fs';
import { cpu } from '@gemmule/backend-cpu';
import { generator, registerBackend } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { distributed, mpi } from '../../index.ts';

const world = await mpi();
await registerBackend(cpu({ threads: 1 }));
const random = generator(7);
const count = 210;
const inputs = Float32Array.from({ length: count * 36 }, () => random.normal());
const labels = Int32Array.from(
  { length: count },
  (_, i) => Number(inputs[36 * i]! > 0) + Number(inputs[36 * i + 20]! > 0),
);
const data = nn.arrayDataset({ inputs, inputShape: [1, 6, 6], labels, classes: 3 });
const model = nn.network(
  ['N', 1, 6, 6],
  nn.conv2d({ in: 1, out: 8, kernel: 3, padding: 'same' }),
  nn.batchNorm2d(8),
  nn.relu(),
  nn.flatten(),
  nn.linear(288, 3),
);
const optimizer = distributed(nn.sgd({ learningRate: 0.05, momentum: 0.9 }), world, { synchronizeBatchNorm: true });
const report = await nn.train(model, { data, loss: nn.crossEntropy, optimizer, epochs: 5, batch: 21, seed: 3 });
const weights = [...model.parameters().values(), ...model.buffers().values()].flatMap((x) => [...x.dataSync()]);
writeFileSync(
  `${process.argv[2]}.${world.rank}`,
  JSON.stringify({ weights, losses: report.epochs.map((e) => e.loss), steps: report.steps }),
);
