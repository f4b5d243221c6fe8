/** Random sums, products and so on, up to 2^53: the compiler must find what JavaScript's exact bigints give. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compile } from '../../scripts/compile.ts';

const LARGEST = Number.MAX_SAFE_INTEGER;

const digit = fc.oneof({ weight: 2, arbitrary: fc.nat(9) }, fc.constantFrom(0, 9));

/** Natural numbers with each number of digits as likely as another, and many zeros and nines among the digits. */
const natural = fc
  .tuple(fc.array(digit, { minLength: 1, maxLength: 16 }))
  .map(([digits]) => Number(digits.join('')))
  .filter((value) => value <= LARGEST);

/** Half of the operands are small, as those of strides and kernels are. */
const operand = fc.oneof(natural, fc.nat(12), fc.nat(300));

function assertion(x: number, y: number): string[] {
  const [a, b] = [BigInt(x), BigInt(y)];
  const known = (value: bigint): string => (value <= BigInt(LARGEST) ? `${value}` : 'number');
  const results = {
    Sub: a < b ? 'never' : known(a - b),
    Div: y === 0 ? 'number' : known(a / b),
    Mod: y === 0 ? 'number' : known(a % b),
    Lt: String(a < b),
    // From 2^53 on some results are literals and some are not, as a literal is as precise as a number.
    ...(a + b <= BigInt(LARGEST) && { Add: known(a + b) }),
    ...(a * b <= BigInt(LARGEST) && { Mul: known(a * b) }),
  };
  return Object.entries(results).map(([name, result]) => `True<Equal<${name}<${x}, ${y}>, ${result}>>,`);
}

test.each(['7', '5.9'] as const)('TypeScript %s calculates right', async (version) => {
  const pairs = fc.sample(fc.tuple(operand, operand), { seed: 1, numRuns: 300 });
  const lines = [
    `import type { Add, Div, Lt, Mod, Mul, Sub } from '${new URL('arithmetic.ts', import.meta.url).pathname}';`,
    'type Equal<A, B> = [A, B] extends [B, A] ? true : false;',
    'type True<T extends true> = T;',
    'export type Cases = [',
    ...pairs.flatMap(([x, y]) => assertion(x, y)),
    '];',
  ];
  const { errorLines } = await compile(lines.join('\n'), version);
  expect(errorLines.map((line) => lines[line - 1])).toEqual([]);
});
