import { Command, InvalidArgumentError } from 'commander';

/** What every benchmark lets choose. */
export interface CommonOptions {
  readonly filter: string | undefined;
  readonly rounds: number;
  readonly budget: number;
  readonly json: string | undefined;
}

/**
 * A command line with these options, to which each benchmark adds its own. It throws a CommanderError for `--help` (with
 * exit code 0) and for mistakes, when it has said what there is to say: of a mistake one line.
 */
export function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--filter <text>', 'only tasks whose name or pass contains this, such as "3x3" or "filter gradient"')
    .option('--rounds <n>', 'at most so many samples a task', positiveInteger, 20)
    .option('--budget <seconds>', 'about so long a task', positive, 6)
    .option('--json <file>', 'write every number there')
    .allowExcessArguments(false)
    .configureOutput({
      // Commander puts its suggestion ("Did you mean …?") on a line of its own.
      outputError: (message, write) => write(`${message.trim().replaceAll('\n', ' ')}\n`),
    })
    .exitOverride();
}

function positive(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

export function positiveInteger(text: string): number {
  const value = positive(text);
  if (Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
