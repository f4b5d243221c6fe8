/*
 * What kernels apply to their results before they store them. As in elementwise/map.ts, F of a kernel is one of these
 * classes without fields: the compiler makes a kernel for each and puts the method in.
 */

/** The number that jobs have for {@link Relu}; without an activation they have 0. */
export const relu: i32 = 1;

@unmanaged
export class Identity {
  lanes(x: v128): v128 {
    return x;
  }
}

@unmanaged
export class Relu {
  lanes(x: v128): v128 {
    return rectify(x);
  }
}

/** Not `max`, which would cost more and give -0 for -0 or drop NaN. */
export function rectify(x: v128): v128 {
  return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
}
