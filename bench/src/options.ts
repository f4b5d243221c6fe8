import { Command, InvalidArgumentError } from 'commander';

export interface Options {
  readonly filter: string | undefined;
  readonly rounds: number;
  readonly budget: number;
  readonly all: boolean;
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
    .description('Times Gemmule against TensorFlow.js on the CPU: one process, samples taken in turns.')
    .option('--filter <text>', 'only tasks whose name or pass contains this, such as "3x3" or "filter gradient"')
    .option('--rounds <n>', 'at most so many samples a task', positiveInteger, 20)
    .option('--budget <seconds>', 'about so long a task', positive, 6)
    .option('--all', "also what takes very long: tfjs-cpu's filter gradients (about 10 minutes)", false)
    .option('--json <file>', 'write every number there')
    .allowExcessArguments(false)
    .configureOutput({
      // Commander puts its suggestion ("Did you mean …?") on a line of its own.
      outputError: (message, write) => write(`${message.trim().replaceAll('\n', ' ')}\n`),
    })
    .exitOverride();
  return program.parse(argv).opts<Options>();
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
