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
