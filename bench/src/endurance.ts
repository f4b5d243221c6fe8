/**
 * Long runs that must not grow: 10,000 training steps, and 1,000 backends made and disposed. `pnpm run endurance`.
 */
import { setImmediate } from 'node:timers/promises';
import { cpu } from '@gemmule/backend-cpu';
import {
  type Backend,
  gradients,
  randomNormal,
  registerBackend,
  scope,
  tensor,
  unregisterBackend,
} from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { Command } from 'commander';
import { progressOn } from './progress.ts';

/** What a healthy process may gain between a tenth and the end of what it keeps alive: code, shapes, feedback. */
const allowedAlive = 4 * 2 ** 20;
/** And from the middle to the end in pages it holds, of which V8 gives none back while it may need them again. */
const allowedResident = 32 * 2 ** 20;

const progress = progressOn(process.stderr);
const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort());

interface Options {
  readonly steps: string;
  readonly backends: string;
}

const { steps, backends } = new Command('endurance')
  .description('Long runs that must not grow.')
  .option('--steps <n>', 'training steps', '10000')
  .option('--backends <n>', 'backends to make and dispose', '1000')
  .parse()
  .opts<Options>();
const passed = (await trainLong(Number(steps))) && (await disposeMany(Number(backends)));
progress.end();
process.exitCode = interrupt.signal.aborted ? 130 : passed ? 0 : 1;

async function trainLong(count: number): Promise<boolean> {
  const backend = await registerBackend(cpu());
  console.log(`${count} training steps on ${backend.engine}`);
  const model = nn.network(
    ['N', 1, 16, 16],
    nn.conv2d({ in: 1, out: 16, kernel: 3, padding: 'same' }),
    nn.relu(),
    nn.conv2d({ in: 16, out: 16, kernel: 3, padding: 'same' }),
    nn.relu(),
    nn.maxPool2d({ kernel: 2 }),
    nn.flatten(),
    nn.linear(16 * 8 * 8, 10),
  );
  const optimizer = nn.adam({ learningRate: 1e-3 });
  const images = randomNormal([8, 1, 16, 16], { seed: 1 });
  const labels = tensor([0, 1, 2, 3, 4, 5, 6, 7], [8], { dtype: 'int32' });
  model.initialize({ seed: 1 });
  const parameters = [...model.parameters().values()];
  const steady = await watch('step', count, backend, async () => {
    scope(() => {
      const loss = nn.crossEntropy(model.forward(images), labels);
      optimizer.step(parameters, gradients(loss, parameters));
    });
  });
  unregisterBackend(backend);
  return steady;
}

async function disposeMany(count: number): Promise<boolean> {
  console.log(`${count} backends made and disposed`);
  return watch('backend', count, undefined, async () => {
    const backend = await cpu({ threads: 2 });
    backend.write(backend.allocate('float32', 2 ** 18), new Float32Array(2 ** 18).fill(1));
    backend.dispose();
  });
}

/** Runs something many times; false, with what grew, when memory does. */
async function watch(
  what: string,
  count: number,
  backend: Backend | undefined,
  run: () => Promise<void>,
): Promise<boolean> {
  const tenth = Math.ceil(count / 10);
  const seen: Memory[] = [];
  for (let i = 1; i <= count && !interrupt.signal.aborted; i++) {
    await run();
    if (i % 10 === 0) await setImmediate();
    progress.show(`${what} ${i} of ${count}`);
    if (i % tenth !== 0) continue;
    const now = memory(backend);
    seen.push(now);
    progress.log(`${what} ${i}: ${mebibytes(now.alive)} MiB alive, ${mebibytes(now.resident)} MiB resident`);
  }
  const [first, middle, last] = [seen[0], seen[Math.floor(seen.length / 2)], seen.at(-1)];
  if (interrupt.signal.aborted || first === undefined || middle === undefined || last === undefined) return false;
  const alive = last.alive - first.alive;
  const resident = last.resident - middle.resident;
  const fresh = last.allocations - first.allocations;
  const steady = alive <= allowedAlive && resident <= allowedResident && fresh === 0;
  console.log(
    `${steady ? 'steady' : 'GROWS'}: ${mebibytes(alive)} MiB alive and ${fresh} allocations more than after ${tenth}, ` +
      `${mebibytes(resident)} MiB resident more than in the middle`,
  );
  return steady;
}

interface Memory {
  /** Bytes that JavaScript can still reach. */
  readonly alive: number;
  /** Bytes of physical memory. */
  readonly resident: number;
  readonly allocations: number;
}

function memory(backend: Backend | undefined): Memory {
  globalThis.gc?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { alive: heapUsed + external, resident: rss, allocations: backend?.memory().allocations ?? 0 };
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1);
}
