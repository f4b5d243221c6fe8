import type { Outcome } from '../play.ts';
import { type Environment, lineup, resultsOf } from '../report.ts';
import type { Scene } from './protocol.ts';

/** Where the numbers of one engine come from. */
export interface GpuEnvironment extends Omit<Environment, 'peers'>, Scene {
  readonly browser: string;
}

/** The lines above the table of one engine. */
export function gpuHeader({ peers, adapter, browser, platform, processors }: GpuEnvironment): string {
  const warning = 'a rasteriser, which is a program for the CPU: a GPU has other ratios';
  return [
    lineup(peers),
    `GPU: ${adapter.name}`,
    ...(adapter.isSoftware ? [warning] : []),
    `Chromium ${browser}, ${platform}, ${processors}\n`,
  ].join('\n');
}

/** What a program wants: every number of every outcome, engine by engine. */
export function gpuJson(engines: readonly (readonly [GpuEnvironment, readonly Outcome[]])[]): string {
  const parts = engines.map(([environment, outcomes]) => ({ environment, results: resultsOf(outcomes) }));
  return `${JSON.stringify(parts, null, 2)}\n`;
}
