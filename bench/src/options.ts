import { InvalidArgumentError } from 'commander';
import { command, type CommonOptions, positiveInteger } from './command.ts';
import { type PeerName, peerNames, type Selection } from './peers/index.ts';

export interface Options extends Selection, CommonOptions {
  readonly all: boolean;
  readonly quiet: boolean;
}

/** Reads the command line. @throws CommanderError as `command` says. */
export function readOptions(argv: readonly string[]): Options {
  const program = command(
    'bench',
    'Times Gemmule on the CPU against other libraries: one process, samples taken in turns.',
  )
    .option('--engine <name>', 'which kernels of ours, such as "wasm-simd" (default: what cpu() takes by itself)')
    .option('--threads <n>', 'of ours, and of each peer that has threads', positiveInteger, 1)
    .option('--peers <names>', `whom to compare with, out of ${peerNames.join(',')} (default: all)`, peerList)
    .option('--against <ways>', 'compare with ourselves: an engine such as typescript, x1 for one thread', list)
    .option('--revectorize', 'let V8 pair 128-bit SIMD into AVX2, in every WebAssembly of the process', false)
    .option(
      '--all',
      "also what takes very long: tfjs-cpu's filter gradients and training of ResNet (half an hour)",
      false,
    )
    .option('--quiet', 'count only rounds in which each thread has a core to itself, as far as can be told', false);
  type Given = Omit<Options, 'peers' | 'against'> & Partial<Pick<Options, 'peers' | 'against'>>;
  const given = program.parse(argv).opts<Given>();
  const { against = [], peers = against.length === 0 ? peerNames : [] } = given;
  return { ...given, peers, against };
}

function list(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (!names.includes('')) return [...new Set(names)];
  throw new InvalidArgumentError('It must be names with commas between them.');
}

function peerList(text: string): PeerName[] {
  return list(text).map((name) => {
    const known = peerNames.find((candidate) => candidate === name);
    if (known !== undefined) return known;
    throw new InvalidArgumentError(`There is no peer "${name}", only ${peerNames.join(', ')}.`);
  });
}
