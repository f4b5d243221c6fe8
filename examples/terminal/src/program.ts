import { Command } from 'commander';

/**
 * A command line that says of a mistake one line, and throws CommanderError, also for `--help` (then with exit code 0): for `run`.
 */
export function program(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .allowExcessArguments(false)
    .configureOutput({
      // Commander puts its suggestion ("Did you mean …?") on a line of its own.
      outputError: (message, write) => write(`${message.trim().replaceAll('\n', ' ')}\n`),
    })
    .exitOverride();
}
