/*
 * Lesson 7: looking inside. How much there is to compute, where the time goes, and whether two backends agree.
 *
 * Run it: pnpm exec node --conditions=gemmule:source examples/lessons/src/07-looking-inside.ts
 */
import { memory, profile, randomNormal, registerBackend, scope } from '@gemmule/core';
import { cpu } from '@gemmule/backend-cpu';
import * as nn from '@gemmule/nn';

const backend = await registerBackend(cpu());

const model = nn.network(
  ['N', 3, 32, 32],
  nn.conv2d({ in: 3, out: 16, kernel: 3, padding: 'same' }),
  nn.relu(),
  nn.maxPool2d({ kernel: 2 }),
  nn.conv2d({ in: 16, out: 32, kernel: 3, padding: 'same' }),
  nn.relu(),
  nn.globalAvgPool2d(),
  nn.flatten(),
  nn.linear(32, 10),
);

// Before anything runs: parameters, operations and memory, layer by layer.
const { totals, rows } = model.plan([1, 3, 32, 32]);
const most = rows.reduce((a, b) => (b.flops > a.flops ? b : a));
console.log(
  `${totals.parameters} parameters; ${((100 * most.flops) / totals.flops).toFixed(0)} % of the work is in layer ${most.name}`,
);

// While it runs: every kernel, its time, the bytes it moved. `found.trace()` is a file for chrome://tracing or Perfetto.
const x = randomNormal([8, 3, 32, 32], { seed: 1 });
scope(() => void model.forward(x)); // the first time is not the usual one
const found = await profile(() => scope(() => void model.forward(x)));
console.log(`\n${found.engine}\n${found.table()}\n`);

// Nothing is allocated any more, however often it runs.
const before = memory().allocations;
for (let i = 0; i < 10; i++) scope(() => void model.forward(x));
console.log(`buffers allocated in ten more runs: ${memory().allocations - before}`);

// Two engines round in different orders. Do they differ by more than that? This compares layer by layer, with a bound for each
// number, and would stop at the first one that is beyond it and tell what it was computed from.
const other = await cpu({ engine: 'typescript' });
console.log(`\n${backend.engine} and ${other.engine}:`);
console.log(String(await nn.compare(backend, other, model, x)));
other.dispose();
