import { type ConvCase, type ConvPass, type GemmCase, outputSize, type Task } from './cases.ts';
import { type ConvOperands, type GemmOperands, type Operands, weightLength } from './operands.ts';

/**
 * The exact result of a task, in float64 and by the definition: the judge of every contestant, written so that it can be
 * checked by reading.
 */
export function reference(task: Task, operands: Operands): Float64Array {
  if (task.case.kind === 'gemm' && operands.kind === 'gemm') return product(task.case, operands);
  if (task.case.kind === 'conv' && operands.kind === 'conv' && task.pass !== 'training step') {
    return convolution(task.case, task.pass, operands);
  }
  if (operands.kind === 'readback') return Float64Array.from(operands.x, (value) => Math.max(0, value));
  throw new TypeError(`operands of kind ${operands.kind} for a ${task.case.kind}`);
}

/** Largest difference to the reference, in units of the reference's largest value; NaN or infinite if the result is. */
export function relativeError(result: Float32Array, exact: Float64Array): number {
  if (result.length !== exact.length) return Infinity;
  let worst = 0;
  let largest = 0;
  for (const [i, value] of exact.entries()) {
    const difference = Math.abs((result[i] ?? NaN) - value);
    // Not Math.max: a single NaN must show.
    if (!(difference <= worst)) worst = difference;
    largest = Math.max(largest, Math.abs(value));
    if (Number.isNaN(worst)) break;
  }
  return worst === 0 ? 0 : worst / largest;
}

function product({ m, n, k }: GemmCase, { a, b }: GemmOperands): Float64Array {
  const c = new Float64Array(m * n);
  for (let row = 0; row < m; row++) {
    for (let inner = 0; inner < k; inner++) {
      const factor = a[row * k + inner]!;
      for (let column = 0; column < n; column++) c[row * n + column]! += factor * b[inner * n + column]!;
    }
  }
  return c;
}

/**
 * A convolution is a sum of products x * weight, one for each pair of input cell and kernel tap that meet at an output
 * cell: y += x * weight. Its gradients walk over the same triples: dx += dy * weight, dWeight += x * dy.
 */
function convolution(conv: ConvCase, pass: ConvPass, { x, weight, dy }: ConvOperands): Float64Array {
  const { size, kernel, stride, padding, groups, inChannels, outChannels } = conv;
  const side = outputSize(conv);
  const [perGroup, outPerGroup] = [inChannels / groups, outChannels / groups];
  const lengths = { forward: dy.length, 'input gradient': x.length, 'filter gradient': weightLength(conv) };
  const result = new Float64Array(lengths[pass]);
  for (let o = 0; o < outChannels; o++) {
    for (let c = 0; c < perGroup; c++) {
      const channel = Math.floor(o / outPerGroup) * perGroup + c;
      for (let ky = 0; ky < kernel; ky++) {
        for (let kx = 0; kx < kernel; kx++) {
          const tap = ((o * perGroup + c) * kernel + ky) * kernel + kx;
          // The output cells whose window has this tap inside the image.
          const [top, bottom] = inside(ky);
          const [left, right] = inside(kx);
          for (let oy = top; oy < bottom; oy++) {
            let from = (channel * size + oy * stride - padding + ky) * size + left * stride - padding + kx;
            let to = (o * side + oy) * side + left;
            for (let ox = left; ox < right; ox++, from += stride, to++) {
              if (pass === 'forward') result[to]! += x[from]! * weight[tap]!;
              else if (pass === 'input gradient') result[from]! += dy[to]! * weight[tap]!;
              else result[tap]! += x[from]! * dy[to]!;
            }
          }
        }
      }
    }
  }
  return result;

  function inside(k: number): [number, number] {
    const first = Math.ceil((padding - k) / stride);
    const last = Math.floor((size - 1 + padding - k) / stride);
    return [Math.max(0, first), Math.min(side, last + 1)];
  }
}
