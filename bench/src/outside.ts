/**
 * Which share of a training step passes outside the kernels, and where: V8 samples the steps of the networks. A kernel is
 * WebAssembly and the function of the backend that calls it. `pnpm run bench:outside`.
 */
import { Session } from 'node:inspector/promises';
import type { Profiler } from 'node:inspector';
import { cpu } from '@gemmule/backend-cpu';
import { allTasks, titleOf } from './cases.ts';
import { operandsOf } from './operands.ts';
import { gemmuleNetwork } from './training/gemmule-network.ts';

const warmUpMilliseconds = 3000;
const sampledMilliseconds = 6000;
/** The places listed below each network. */
const listed = 8;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: 1000 });
const backend = await cpu({ threads: 1 });
console.log(`${backend.engine}, Node.js ${process.versions.node}`);
for (const task of allTasks()) {
  const operands = operandsOf(task);
  if (task.case.kind !== 'network' || operands.kind !== 'network' || task.pass !== 'training step') continue;
  const prepared = gemmuleNetwork(backend, task.case, task.pass, operands);
  const step = (): void => void prepared.run();
  repeat(step, warmUpMilliseconds);
  await session.post('Profiler.start');
  const milliseconds = repeat(step, sampledMilliseconds);
  const { profile } = await session.post('Profiler.stop');
  await prepared.dispose();
  const { kernels, places } = timesOf(profile);
  const outside = [...places.values()].reduce((sum, time) => sum + time, 0);
  const share = (time: number) => `${((100 * time) / (kernels + outside)).toFixed(2)} %`;
  const ofBackend = [...places].reduce((sum, [place, time]) => sum + (place.includes(' wasm/') ? time : 0), 0);
  console.log(
    `\n${titleOf(task)}: ${milliseconds.toFixed(2)} ms; ${share(outside - ofBackend)} outside the kernels, and ` +
      `${share(ofBackend)} in what calls WebAssembly; most in`,
  );
  const most = [...places].sort(([, a], [, b]) => b - a).slice(0, listed);
  for (const [place, time] of most) console.log(`  ${share(time).padStart(7)}  ${place}`);
}
backend.dispose();
session.disconnect();

/** Milliseconds a run. */
function repeat(run: () => void, milliseconds: number): number {
  const start = performance.now();
  let runs = 0;
  for (; performance.now() - start < milliseconds; runs++) run();
  return (performance.now() - start) / runs;
}

/** Microseconds in WebAssembly, and in each function that is not. */
function timesOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): {
  kernels: number;
  places: Map<string, number>;
} {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const places = new Map<string, number>();
  let kernels = 0;
  samples.forEach((id, i) => {
    const { url = '', functionName = '', lineNumber = 0 } = frames.get(id) ?? {};
    const time = timeDeltas[i] ?? 0;
    // What stopping the profiler itself takes, after the last step.
    if (url === 'node:inspector') return;
    if (url.startsWith('wasm:')) {
      kernels += time;
      return;
    }
    const file = url.split('/').slice(-2).join('/');
    const place = file === '' ? functionName : `${functionName || 'a function'}, ${file}:${lineNumber + 1}`;
    places.set(place, (places.get(place) ?? 0) + time);
  });
  return { kernels, places };
}
