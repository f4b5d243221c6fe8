import type { GpuEngine } from '@gemmule/backend-gpu';
import { Option } from 'commander';
import { command, type CommonOptions } from '../command.ts';

/** The engines that are measured. */
export type Engine = Exclude<GpuEngine, 'gpu.js-cpu'>;

export interface GpuOptions extends CommonOptions {
  readonly engines: readonly Engine[];
  readonly hardware: boolean;
}

const engines: readonly Engine[] = ['webgl2', 'webgpu'];

/** Reads the command line. @throws CommanderError as `command` says. */
export function readGpuOptions(argv: readonly string[]): GpuOptions {
  const program = command(
    'bench:gpu',
    'Times Gemmule on the GPU against TensorFlow.js: one page, samples taken in turns.',
  )
    .addOption(new Option('--engine <name>', 'which engine of ours (default: one after the other)').choices(engines))
    .option('--hardware', "on the machine's GPU (default: on a rasteriser, which is a program for the CPU)", false);
  const { engine, ...given } = program.parse(argv).opts<Omit<GpuOptions, 'engines'> & { readonly engine?: Engine }>();
  return { ...given, engines: engine === undefined ? engines : [engine] };
}
