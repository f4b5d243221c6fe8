import { at } from './vector';

/** The largest magnitude among some floats; NaN where there is one, which counts as larger than Infinity. */
export function magnitude(data: usize, length: i32): f32 {
  // As integers: without their sign, floats order like their bits.
  const mask = i32x4.splat(0x7fffffff);
  let largest = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= length; i += 4) largest = i32x4.max_s(largest, v128.and(v128.load(at(data, i)), mask));
  let bits = max(
    max(i32x4.extract_lane(largest, 0), i32x4.extract_lane(largest, 1)),
    max(i32x4.extract_lane(largest, 2), i32x4.extract_lane(largest, 3)),
  );
  for (; i < length; i++) bits = max(bits, load<i32>(at(data, i)) & 0x7fffffff);
  return reinterpret<f32>(bits);
}
