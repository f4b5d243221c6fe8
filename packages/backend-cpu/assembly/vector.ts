/** `a * b + c` per lane: fused (one rounding) where the host has relaxed SIMD, rounded twice where not. */
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Lanes of a vector register. */
export const lanes: i32 = 4;

export function roundUp(length: i32, multiple: i32): i32 {
  return ((length + multiple - 1) / multiple) * multiple;
}

/** Address of the `index`-th float after `base`. */
export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

/**
 * Transposes four rows of four floats, read at `r0` to `r3`; row `i` of the transpose goes to `to + i * rowBytes`.
 */
export function transpose4(r0: usize, r1: usize, r2: usize, r3: usize, to: usize, rowBytes: usize): void {
  const v0 = v128.load(r0);
  const v1 = v128.load(r1);
  const v2 = v128.load(r2);
  const v3 = v128.load(r3);
  const low01 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
  const low23 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
  const high23 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
  v128.store(to + rowBytes, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
  v128.store(to + 2 * rowBytes, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
  v128.store(to + 3 * rowBytes, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
}

/** The first `count` lanes, at most 3. */
export function storeSome(to: usize, value: v128, count: i32): void {
  let rest = value;
  if (count & 2) {
    v128.store64_lane(to, value, 0);
    rest = v128.shuffle<f32>(value, value, 2, 3, 2, 3);
    to += 8;
  }
  if (count & 1) v128.store32_lane(to, rest, 0);
}

/** A vector at the end of a row: no more than the row's last `count` elements are written. */
export function storeUpTo(to: usize, value: v128, count: i32): void {
  if (count >= lanes) v128.store(to, value);
  else storeSome(to, value, count);
}

/**
 * The `index`-th number of a table of constants in every lane. A kernel reads its constants from memory: V8 would build a
 * vector constant anew in every pass of a loop.
 */
export function constant(table: usize, index: i32): v128 {
  return v128.load32_splat(at(table, index));
}
