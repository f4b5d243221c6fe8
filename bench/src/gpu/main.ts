/** How fast the GPU backend is against TensorFlow.js, in a page of headless Chromium. `pnpm run bench:gpu`. */
import { findChromium, missingChromium } from '../../../scripts/chromium.mjs';
import { type Task, titleOf } from '../cases.ts';
import type { Outcome } from '../play.ts';
import { progressOn } from '../progress.ts';
import { report } from '../report.ts';
import { chosen, host, inOrder, inShell, save } from '../shell.ts';
import { launch, openStage, type Place, type Stage } from './browser.ts';
import { gpuTasks } from './cases.ts';
import { type GpuEnvironment, gpuHeader, gpuJson } from './environment.ts';
import { type Engine, type GpuOptions, readGpuOptions } from './options.ts';
import { servePage } from './site.ts';

type Result = readonly [GpuEnvironment, readonly Outcome[]];

await inShell(() => main(readGpuOptions(process.argv)));

async function main(options: GpuOptions): Promise<number> {
  const tasks = chosen(gpuTasks(), options.filter);
  if (tasks.length === 0) return 2;
  if (findChromium() === undefined) {
    console.error(`error: ${missingChromium('bench:gpu needs')}`);
    return 2;
  }
  const signal = interruption();
  const results = await measureAll(tasks, options, signal);
  if (!save(options.json, () => gpuJson(results))) return 1;
  const played = results.reduce((sum, [, outcomes]) => sum + outcomes.length, 0);
  const wanted = tasks.length * options.engines.length;
  if (!signal.aborted) return played === wanted ? 0 : 1;
  console.log(`interrupted: ${played} of ${wanted} tasks`);
  return 130;
}

/** The first Ctrl-C ends the measurement; the second one ends the process, and with it the browser. */
function interruption(): AbortSignal {
  const interrupt = new AbortController();
  process.once('SIGINT', () => {
    interrupt.abort();
    process.once('SIGINT', () => process.exit(130));
  });
  return interrupt.signal;
}

async function measureAll(tasks: readonly Task[], options: GpuOptions, signal: AbortSignal): Promise<Result[]> {
  const progress = progressOn(process.stderr);
  progress.show('bundling the page');
  const site = await servePage();
  const browser = await launch(options.hardware);
  progress.end();
  const results: Result[] = [];
  try {
    for (const engine of options.engines) {
      if (signal.aborted) break;
      const result = await measureOn(engine, { browser, address: site.address, signal }, tasks, options);
      if (result !== undefined) results.push(result);
    }
  } finally {
    await browser.close();
    await site.close();
  }
  return results;
}

/** Undefined where there is no such engine. */
async function measureOn(
  engine: Engine,
  place: Place,
  tasks: readonly Task[],
  { rounds, budget }: GpuOptions,
): Promise<Result | undefined> {
  let stage: Stage;
  try {
    stage = await openStage(engine, place);
  } catch (error) {
    console.error(`error: ${engine}: ${firstLine(error)}`);
    return undefined;
  }
  const environment = { ...host(), browser: place.browser.version(), ...stage.scene };
  console.log(gpuHeader(environment));
  const outcomes = await inOrder(tasks, async (task, show) => {
    try {
      return await stage.play(task, { rounds, budget: budget * 1000 }, show);
    } catch (error) {
      // The page or the GPU is gone: the tasks before this one still count.
      console.error(`error: ${engine}: ${titleOf(task)}: ${firstLine(error)}`);
      return undefined;
    }
  });
  console.log(report(outcomes, environment.peers));
  await stage.close();
  return [environment, outcomes];
}

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return line;
}
