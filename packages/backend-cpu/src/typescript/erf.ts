/*
 * The error function by the rational approximations of W. J. Cody, "Rational Chebyshev approximations for the error
 * function", Mathematics of Computation 23 (1969), 631-637: one for erf near 0, two for exp(x²) erfc(x) beyond, each good
 * to the last bits of a double.
 */
const nearNumerator = [
  3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315,
] as const;
const nearDenominator = [23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171] as const;
const middleNumerator = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769, 1712.0476126340707,
  2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
] as const;
const middleDenominator = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597, 4362.619090143247,
  3439.3676741437216, 1230.3393548037495,
] as const;
const farNumerator = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
  0.016315387137302097,
] as const;
const farDenominator = [
  2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
] as const;

export function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 0.46875) return x > 0 ? 1 - erfcBeyond(size) : erfcBeyond(size) - 1;
  return near(x);
}

/** `1 - erf(x)`, without losing the small ones. */
export function erfc(x: number): number {
  if (x > 0.46875) return erfcBeyond(x);
  return x < -0.46875 ? 2 - erfcBeyond(-x) : 1 - near(x);
}

/** erf(x) for |x| <= 0.46875, and NaN for NaN. */
function near(x: number): number {
  const square = x * x;
  const p = nearNumerator;
  const q = nearDenominator;
  const numerator = (((p[4] * square + p[0]) * square + p[1]) * square + p[2]) * square + p[3];
  const denominator = (((square + q[0]) * square + q[1]) * square + q[2]) * square + q[3];
  return (x * numerator) / denominator;
}

/** erfc(x) for x > 0.46875. */
function erfcBeyond(x: number): number {
  if (x > 27) return 0; // less than the smallest double
  return Math.exp(-x * x) * (x <= 4 ? middle(x) : far(x));
}

function middle(x: number): number {
  let numerator = middleNumerator[8] * x;
  let denominator = x;
  for (let i = 0; i < 7; i++) {
    numerator = (numerator + middleNumerator[i]!) * x;
    denominator = (denominator + middleDenominator[i]!) * x;
  }
  return (numerator + middleNumerator[7]) / (denominator + middleDenominator[7]);
}

function far(x: number): number {
  const square = 1 / (x * x);
  let numerator = farNumerator[5] * square;
  let denominator = square;
  for (let i = 0; i < 4; i++) {
    numerator = (numerator + farNumerator[i]!) * square;
    denominator = (denominator + farDenominator[i]!) * square;
  }
  const correction = (square * (numerator + farNumerator[4])) / (denominator + farDenominator[4]);
  return (1 / Math.sqrt(Math.PI) - correction) / x;
}
