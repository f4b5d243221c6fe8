import type { Refusal } from '../../engine/refusal.ts';
import { trainer } from './state.ts';
import { testAll } from './training.ts';

/** A file of more bytes is no network of this page. */
const mostBytes = 2 ** 27;

/** Takes the weights of a file, and tries them; the sentence where they are none for this network. */
export async function restore(file: File): Promise<Refusal | undefined> {
  if (file.size > mostBytes) {
    return {
      error: 'FormatError',
      message: `${file.name} has ${file.size} bytes; the most that this page reads are ${mostBytes}`,
    };
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const refused = await trainer.call((api) => api.restore(bytes));
  if (refused === undefined) await testAll();
  return refused;
}
