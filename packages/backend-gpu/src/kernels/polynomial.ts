/** A polynomial in `variable` by Horner's rule, from its coefficients, that of the highest power first. */
export function polynomial(variable: string, coefficients: readonly number[]): string {
  return coefficients.map((value) => `(${value})`).reduce((sum, value) => `(${sum} * ${variable} + ${value})`);
}
