import { type Expected, SAFETY, SMALLEST_NORMAL, UNIT_ROUNDOFF } from '../tolerance.ts';

const bound = (units: number): number => SAFETY * UNIT_ROUNDOFF * units + 4 * SMALLEST_NORMAL;

export interface SgdOperands {
  readonly parameter: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
  readonly velocity: ArrayLike<number> | undefined;
  readonly learningRate: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
}

/** One step as the contract writes it; every bound counts the roundings of its line, term by term. */
export function sgdStep(operands: SgdOperands): { parameter: Expected; velocity: Expected | undefined } {
  const { parameter, gradient, velocity, learningRate, momentum, nesterov, weightDecay } = operands;
  const length = parameter.length;
  const p = { values: new Float64Array(length), bounds: new Float64Array(length) };
  const v = { values: new Float64Array(length), bounds: new Float64Array(length) };
  for (let i = 0; i < length; i += 1) {
    const decay = weightDecay * parameter[i]!;
    const g = gradient[i]! + decay;
    const gSize = Math.abs(gradient[i]!) + Math.abs(decay);
    const before = velocity === undefined ? 0 : momentum * velocity[i]!;
    v.values[i] = before + g;
    const vSize = Math.abs(before) + gSize;
    v.bounds[i] = bound(3 * vSize);
    const step = velocity !== undefined && nesterov ? g + momentum * v.values[i]! : v.values[i]!;
    const stepSize = nesterov ? gSize + momentum * vSize : vSize;
    p.values[i] = parameter[i]! - learningRate * step;
    p.bounds[i] = bound(Math.abs(parameter[i]!) + 7 * Math.abs(learningRate) * stepSize);
  }
  return { parameter: p, velocity: velocity === undefined ? undefined : v };
}

export interface AdamOperands {
  readonly parameter: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
  readonly firstMoment: ArrayLike<number>;
  readonly secondMoment: ArrayLike<number>;
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly secondCorrection: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly decoupledDecay: number;
}

/** One step as the contract writes it. Square root and quotient may be 2.5 ulp off each, hence the 14. */
export function adamStep(o: AdamOperands): { parameter: Expected; firstMoment: Expected; secondMoment: Expected } {
  const make = (): Expected => ({
    values: new Float64Array(o.parameter.length),
    bounds: new Float64Array(o.parameter.length),
  });
  const parameter = make();
  const firstMoment = make();
  const secondMoment = make();
  for (let i = 0; i < o.parameter.length; i += 1) {
    const decayed = o.parameter[i]! * (1 - o.decoupledDecay);
    const g = o.gradient[i]! + o.weightDecay * decayed;
    const gSize = Math.abs(o.gradient[i]!) + Math.abs(o.weightDecay * decayed);
    const m = o.beta1 * o.firstMoment[i]! + (1 - o.beta1) * g;
    const mSize = Math.abs(o.beta1 * o.firstMoment[i]!) + (1 - o.beta1) * gSize;
    const v = o.beta2 * o.secondMoment[i]! + (1 - o.beta2) * g * g;
    const vSize = o.beta2 * o.secondMoment[i]! + (1 - o.beta2) * gSize * gSize;
    const root = Math.sqrt(v / o.secondCorrection);
    const update = (o.stepSize * m) / (root + o.epsilon);
    firstMoment.values[i] = m;
    firstMoment.bounds[i] = bound(6 * mSize);
    secondMoment.values[i] = v;
    secondMoment.bounds[i] = bound(9 * vSize);
    parameter.values[i] = decayed - update;
    const slack = v === 0 ? 0 : (9 * vSize) / v;
    const updateUnits = (Math.abs(o.stepSize) * 6 * mSize) / (root + o.epsilon) + (14 + slack) * Math.abs(update);
    parameter.bounds[i] = bound(3 * Math.abs(decayed) + updateUnits);
  }
  return { parameter, firstMoment, secondMoment };
}

export interface RmspropOperands {
  readonly parameter: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
  readonly squareMean: ArrayLike<number>;
  readonly mean: ArrayLike<number> | undefined;
  readonly velocity: ArrayLike<number> | undefined;
  readonly learningRate: number;
  readonly alpha: number;
  readonly epsilon: number;
  readonly momentum: number;
  readonly weightDecay: number;
}

/** One step as core documents it. Square root and quotient may be 2.5 ulp off each; the variance of the centred form cancels. */
export function rmspropStep(o: RmspropOperands): Record<'parameter' | 'squareMean' | 'mean' | 'velocity', Expected> {
  const make = (): Expected => ({
    values: new Float64Array(o.parameter.length),
    bounds: new Float64Array(o.parameter.length),
  });
  const [parameter, squareMean, mean, velocity] = [make(), make(), make(), make()];
  for (let i = 0; i < o.parameter.length; i += 1) {
    const p = o.parameter[i]!;
    const g = o.gradient[i]! + o.weightDecay * p;
    const gSize = Math.abs(o.gradient[i]!) + Math.abs(o.weightDecay * p);
    const s = o.alpha * o.squareMean[i]! + (1 - o.alpha) * g * g;
    const sSize = o.alpha * o.squareMean[i]! + (1 - o.alpha) * gSize * gSize;
    const m = o.alpha * (o.mean?.[i] ?? 0) + (1 - o.alpha) * g;
    const mSize = Math.abs(o.alpha * (o.mean?.[i] ?? 0)) + (1 - o.alpha) * gSize;
    const variance = o.mean === undefined ? s : s - m * m;
    // The variance is off by so many units, and its root by half of that over the variance.
    const slack = (9 * sSize + (o.mean === undefined ? 0 : 15 * mSize * mSize)) / variance / 2;
    const divisor = Math.sqrt(variance) + o.epsilon;
    const before = o.velocity === undefined ? 0 : o.momentum * o.velocity[i]!;
    const step = before + g / divisor;
    const stepUnits = 3 * Math.abs(before) + ((10 + slack) * gSize) / divisor;
    squareMean.values[i] = s;
    squareMean.bounds[i] = bound(9 * sSize);
    mean.values[i] = m;
    mean.bounds[i] = bound(6 * mSize);
    velocity.values[i] = step;
    velocity.bounds[i] = bound(stepUnits);
    parameter.values[i] = p - o.learningRate * step;
    parameter.bounds[i] = bound(2 * Math.abs(p) + o.learningRate * (3 * Math.abs(step) + stepUnits));
  }
  return { parameter, squareMean, mean, velocity };
}

export interface AdagradOperands {
  readonly parameter: ArrayLike<number>;
  readonly gradient: ArrayLike<number>;
  readonly squareSum: ArrayLike<number>;
  readonly learningRate: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/** One step as core documents it, with the roundings of {@link rmspropStep}. */
export function adagradStep(o: AdagradOperands): Record<'parameter' | 'squareSum', Expected> {
  const make = (): Expected => ({
    values: new Float64Array(o.parameter.length),
    bounds: new Float64Array(o.parameter.length),
  });
  const [parameter, squareSum] = [make(), make()];
  for (let i = 0; i < o.parameter.length; i += 1) {
    const p = o.parameter[i]!;
    const g = o.gradient[i]! + o.weightDecay * p;
    const gSize = Math.abs(o.gradient[i]!) + Math.abs(o.weightDecay * p);
    const h = o.squareSum[i]! + g * g;
    const hSize = o.squareSum[i]! + gSize * gSize;
    const step = (o.learningRate * g) / (Math.sqrt(h) + o.epsilon);
    const stepSize = (o.learningRate * gSize) / (Math.sqrt(h) + o.epsilon);
    squareSum.values[i] = h;
    squareSum.bounds[i] = bound(6 * hSize);
    parameter.values[i] = p - step;
    parameter.bounds[i] = bound(2 * Math.abs(p) + (13 + (3 * hSize) / h) * stepSize);
  }
  return { parameter, squareSum };
}
