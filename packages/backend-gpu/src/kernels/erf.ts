import { polynomial } from './polynomial.ts';

/*
 * The error function in single precision, as in S. Moshier's Cephes library (`ndtrf.c`): a polynomial near 0, and beyond it
 * 1 - exp(-x²) P(1 / x²) / x with one polynomial up to 2 and another from there.
 */
const near = [
  7.853861353153693e-5, -8.010193625184903e-4, 5.188327685732524e-3, -2.685381193529856e-2, 1.128358514861418e-1,
  -3.7612625824233e-1, 1.12837916572671,
] as const;
const middle = [
  2.326819970068386e-2, -1.387039388740657e-1, 3.687424674597105e-1, -5.824733027278666e-1, 6.210004621745983e-1,
  -4.944515323274145e-1, 3.404879937665872e-1, -2.741127028184656e-1, 5.638259427386472e-1,
] as const;
const far = [
  -1.047766399936249e1, 1.297719955372516e1, -7.495518717768503, 2.92101901921079, -1.0152652792027,
  4.218463358204948e-1, -2.820767439740514e-1, 5.641895067754075e-1,
] as const;

/** Statements that declare `result`, the error function of the variable `t`; from 4 on it is 1 to the last bit. */
export const erfOfT: string = `
let result = 1;
const size = Math.abs(t);
if (size < 1) {
  const z = t * t;
  result = t * ${polynomial('z', near)};
} else {
  if (size < 4) {
    const z = 1 / (size * size);
    let p = ${polynomial('z', middle)};
    if (size >= 2) { p = ${polynomial('z', far)}; }
    result = 1 - Math.exp(0 - size * size) * p / size;
  }
  if (t < 0) { result = 0 - result; }
}`;
