import { type Browser, chromium, type Page } from 'playwright';
import { chromiumOptions, hardwareGpu, softwareGpu } from '../../../scripts/chromium.mjs';
import type { Task } from '../cases.ts';
import type { Outcome } from '../play.ts';
import { hasProcessorTime, processorTimeBelow } from './processor-time.ts';
import type { Engine } from './options.ts';
import type { NodeBindings, PlayRequest, Scene } from './protocol.ts';

/** A page with the contestants of one engine. */
export interface Stage {
  readonly scene: Scene;
  play(
    task: Task,
    options: Omit<PlayRequest, 'hasProcessorTime'>,
    show: (stage: string) => void,
  ): Promise<Outcome | undefined>;
  close(): Promise<void>;
}

/** Where a page opens, and what stops it. */
export interface Place {
  readonly browser: Browser;
  readonly address: string;
  readonly signal: AbortSignal;
}

export function launch(hardware: boolean): Promise<Browser> {
  const options = chromiumOptions(hardware ? hardwareGpu : softwareGpu);
  // Ctrl-C shall end the measurement, not the browser.
  return chromium.launch({ ...options, handleSIGINT: false });
}

/** Opens the page for an engine. @throws what the page says where it cannot have the engine. */
export async function openStage(engine: Engine, { browser, address, signal }: Place): Promise<Stage> {
  const page = await browser.newPage();
  let onStage: (stage: string) => void = () => undefined;
  await bind(page, { onStage: (stage) => onStage(stage), processorTime: () => processorTimeBelow(process.pid) });
  await page.goto(address);
  const scene = await page.evaluate((engine) => window.bench.open(engine), engine);
  // A page that is closed has stopped.
  const stop = () => void page.evaluate(() => window.bench.stop()).catch(() => undefined);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  return {
    scene,
    async play(task, options, show) {
      onStage = show;
      const request = [task, { ...options, hasProcessorTime }] as const;
      const sent = await page.evaluate(([task, options]) => window.bench.play(task, options), request);
      return sent && { ...sent, scores: new Map(sent.scores) };
    },
    async close() {
      signal.removeEventListener('abort', stop);
      await page.close();
    },
  };
}

/** What the page may call. It gets promises. */
type Bindings = {
  readonly [Name in keyof NodeBindings]: (
    ...args: Parameters<NodeBindings[Name]>
  ) => Awaited<ReturnType<NodeBindings[Name]>>;
};

async function bind(page: Page, bindings: Bindings): Promise<void> {
  for (const [name, binding] of Object.entries(bindings)) await page.exposeFunction(name, binding);
}
