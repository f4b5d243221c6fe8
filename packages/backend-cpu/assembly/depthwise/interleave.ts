import { at } from '../vector';

/**
 * A row whose columns were computed by their remainder modulo `phases`: column `i` is element `(skip + i) / phases` of phase
 * `(skip + i) % phases`. Phases lie `phaseBytes` apart.
 */
export function interleaveRow(from: usize, phases: i32, phaseBytes: usize, skip: i32, length: i32, to: usize): void {
  if (phases == 2) {
    const odd = from + phaseBytes;
    if (skip == 0) interleaveTwo(from, odd, length, to);
    else interleaveTwo(odd, from + 4, length, to);
    return;
  }
  for (let phase = 0; phase < phases; phase++) {
    let read = from;
    let i = phase - skip;
    if (i < 0) {
      i += phases;
      read += 4;
    }
    for (; i < length; i += phases) {
      store<f32>(at(to, i), load<f32>(read));
      read += 4;
    }
    from += phaseBytes;
  }
}

/** `a[0], b[0], a[1], b[1], ...` */
function interleaveTwo(a: usize, b: usize, length: i32, to: usize): void {
  let i = 0;
  for (; i + 8 <= length; i += 8) {
    const left = v128.load(a);
    const right = v128.load(b);
    v128.store(at(to, i), v128.shuffle<f32>(left, right, 0, 4, 1, 5));
    v128.store(at(to, i), v128.shuffle<f32>(left, right, 2, 6, 3, 7), 16);
    a += 16;
    b += 16;
  }
  for (; i < length; i++) {
    store<f32>(at(to, i), load<f32>((i & 1) == 0 ? a : b));
    if ((i & 1) == 0) a += 4;
    else b += 4;
  }
}
