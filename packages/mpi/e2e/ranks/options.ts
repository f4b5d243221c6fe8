import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, json] = process.argv.slice(2) as [string, string];

/** What the test asks of the script. */
export const options = JSON.parse(json) as Readonly<Record<string, unknown>>;

/** Tells the test what became of this process. */
export function report(rank: number, result: unknown): void {
  writeFileSync(join(folder, `${rank}.json`), JSON.stringify(result));
}
