/** What the modules made of snippets call. */
import { formatWithOptions, inspect } from 'node:util';

/** True where two types are the same; else both of them, for the compiler to show. */
export type $Same<Is, Said> = Exactly<Is> extends Exactly<Said> ? true : { is: Is; said: Said };

/** Neither wider nor narrower types are assignable to it, and `any` is no exception. */
type Exactly<T> = <Other>(other: Other) => Other extends T ? 1 : 2;

/** As `console.log`, which must print what the comment behind it says, as far as its first `: `. */
export function $print(comment: string, ...values: readonly unknown[]): void {
  const printed = formatWithOptions({ breakLength: Infinity, compact: true }, ...values);
  const says = [comment, comment.split(': ')[0]!].map(bare);
  if (!says.includes(bare(printed))) throw new Error(`console.log prints ${printed}, the comment says ${comment}`);
}

/** Without spaces, quotation marks, and the length of an array. */
const bare = (text: string): string => text.replaceAll(/Array\(\d+\)/g, 'Array').replaceAll(/[\s'"]/g, '');

/** Holds numbers against those of a comment, to as many digits as it has. Of a tensor they may be the shape. */
export async function $values(comment: string, value: unknown, text: string): Promise<void> {
  const said = [...text.matchAll(/-?(?:[\d_]+(?:\.\d+)?(?:e-?\d+)?|Infinity|NaN)/g)].map(([number]) => number);
  const candidates = await numbersOf(value);
  const agrees = (is: readonly number[]): boolean =>
    text.endsWith('everywhere')
      ? is.every((one) => isAsSaid(one, said[0]!))
      : is.length === said.length && is.every((one, i) => isAsSaid(one, said[i]!));
  if (!candidates.some(agrees)) {
    throw new Error(`the value is ${candidates.map((one) => inspect(one)).join(' or ')}, the comment says ${comment}`);
  }
}

/** A number rounded to the digits that were written; float32 may round the last one the other way. */
function isAsSaid(is: number, said: string): boolean {
  const [mantissa = '', exponent = '0'] = said.replaceAll('_', '').split('e');
  const expected = Number(`${mantissa}e${exponent}`);
  if (Object.is(is, expected) || is === expected) return true;
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const half = decimals === 0 && exponent === '0' ? 0 : 0.5 * 10 ** (Number(exponent) - decimals);
  return Math.abs(is - expected) <= half + 1e-6 * Math.abs(expected);
}

/** The numbers that a value stands for, in the ways in which one may see it. */
async function numbersOf(value: unknown): Promise<number[][]> {
  if (typeof value === 'number') return [[value]];
  if (ArrayBuffer.isView(value)) return [Array.from(value as Float32Array)];
  if (Array.isArray(value)) {
    const nested = await Promise.all(value.map(async (one) => (await numbersOf(one))[0]!));
    return [nested.flat()];
  }
  if (typeof value === 'object' && value !== null && 'data' in value && 'shape' in value) {
    const { data, shape } = value as { data: unknown; shape: readonly number[] };
    const read = typeof data === 'function' ? await (value as { data(): Promise<Float32Array> }).data() : data;
    return [Array.from(read as Float32Array), [...shape]];
  }
  throw new Error(`there are no numbers in ${inspect(value)}`);
}
