import { Command, InvalidArgumentError } from 'commander';
import { type PeerName, peerNames, type Selection } from './peers/index.ts';

export interface Options extends Selection {
  readonly filter: string | undefined;
  readonly rounds: number;
  readonly budget: number;
  readonly all: boolean;
  readonly quiet: boolean;
  readonly json: string | undefined;
}

/**
 * Reads the command line.
 *
 * @throws CommanderError for `--help` (with exit code 0) and for mistakes, when it has said what there is to say: of a
 *   mistake one line.
 */
export function readOptions(argv: readonly string[]): Options {
  const program = new Command('bench')
    .description('Times Gemmule on the CPU against other libraries: one process, samples taken in turns.')
    .option('--engine <name>', 'which kernels of ours, such as "wasm-simd" (default: what cpu() takes by itself)')
    .option('--threads <n>', 'of ours, and of each peer that has threads', positiveInteger, 1)
    .option('--peers <names>', `whom to compare with, out of ${peerNames.join(',')} (default: all)`, peerList)
    .option('--against <ways>', 'compare with ourselves: an engine such as typescript, x1 for one thread', list)
    .option('--revectorize', 'let V8 pair 128-bit SIMD into AVX2, in every WebAssembly of the process', false)
    .option('--filter <text>', 'only tasks whose name or pass contains this, such as "3x3" or "filter gradient"')
    .option('--rounds <n>', 'at most so many samples a task', positiveInteger, 20)
    .option('--budget <seconds>', 'about so long a task', positive, 6)
    .option(
      '--all',
      "also what takes very long: tfjs-cpu's filter gradients and training of ResNet (half an hour)",
      false,
    )
    .option('--quiet', 'count only rounds in which each thread has a core to itself, as far as can be told', false)
    .option('--json <file>', 'write every number there')
    .allowExcessArguments(false)
    .configureOutput({
      // Commander puts its suggestion ("Did you mean …?") on a line of its own.
      outputError: (message, write) => write(`${message.trim().replaceAll('\n', ' ')}\n`),
    })
    .exitOverride();
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

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function positiveInteger(text: string): number {
  const value = positive(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
