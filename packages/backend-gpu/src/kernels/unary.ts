import type { Unary, UnaryFunction } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import { dense, type Task } from '../task.ts';
import { erfOfT } from './erf.ts';
import { polynomial } from './polynomial.ts';

/** tanh x = x + x³ P(x²) below 0.625, from Cephes (`tanhf.c`); the exponential would cancel there. */
const tanhNear = [-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1] as const;

/** By exp(-|v|), which does not overflow. */
const sigmoid = `
const e = Math.exp(0 - Math.abs(v));
const sigmoid = v > 0 ? 1 / (1 + e) : e / (1 + e);`;

/** Statements that return the function of `v`, which is not NaN, with its parameters `alpha` and `beta`. */
const bodies = {
  affine: 'return alpha * v + beta;',
  abs: 'return Math.abs(v);',
  sign: 'return v > 0 ? 1 : (v < 0 ? 0 - 1 : 0);',
  exp: 'return Math.exp(v);',
  // What devices make of the logarithm of 0 and of negative numbers differs.
  log: 'if (v < 0) { return nan; } if (v == 0) { return 0 - infinity; } return v >= infinity ? v : Math.log(v);',
  sqrt: 'return Math.sqrt(v);',
  relu: 'return v > 0 ? v : 0;',
  leakyRelu: 'return v > 0 ? v : alpha * v;',
  step: 'return v > 0 ? 1 : alpha;',
  sigmoid: `${sigmoid} return sigmoid;`,
  tanh: `
const size = Math.min(Math.abs(v), 16);
const z = v * v;
if (size < 0.625) { return v + v * z * ${polynomial('z', tanhNear)}; }
const result = 1 - 2 / (Math.exp(2 * size) + 1);
return v < 0 ? 0 - result : result;`,
  erf: `const t = v; ${erfOfT} return result;`,
  gelu: `const t = v * ${Math.SQRT1_2}; ${erfOfT} return 0.5 * v * (1 + result);`,
  silu: `${sigmoid} return v * sigmoid;`,
} as const satisfies Record<Exclude<UnaryFunction, 'pow'>, string>;

export function unary({ function: name, x, y, length, alpha, beta }: Unary<GpuBuffer>): Task {
  return {
    output: y,
    region: dense({ i: length }),
    inputs: { x },
    numbers: { alpha, beta, ...((name === 'pow' || name === 'log') && { nan: NaN, infinity: Infinity }) },
    body: `
const v = x[i];
if (isNaN(v) > 0.5) { return v; }
${name === 'pow' ? powBody(alpha) : bodies[name]}`,
  };
}

/** Languages of GPUs define powers of positive numbers only; the sign follows from the exponent's parity. */
function powBody(alpha: number): string {
  if (alpha === 0) return 'return 1;';
  if (alpha === 2) return 'return v * v;';
  const size = `
const size = Math.abs(v);
let power = Math.pow(size, alpha);
if (size == 0) { power = ${alpha > 0 ? '0' : 'infinity'}; }
if (size >= infinity) { power = ${alpha > 0 ? 'infinity' : '0'}; }`;
  if (!Number.isInteger(alpha)) return `if (v < 0) { return nan; } ${size} return power;`;
  return alpha % 2 === 0 ? `${size} return power;` : `${size} return v < 0 ? 0 - power : power;`;
}
