import { at } from '../vector';

/*
 * Rows are written whole vectors at a time, left to right and top to bottom: what runs over the end of a row is overwritten
 * by the next. So the target needs room for a vector behind its last row. Reads may run over the end as well.
 */

/**
 * The rectangle of a plane that begins at row `top` and column `left`, cells outside the plane as 0. Row `i` goes to
 * `to + i * pitch` floats.
 */
export function padPlane(
  plane: usize,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
  pitch: i32,
  to: usize,
): void {
  const before = min(columns, max(0, -left));
  const end = max(before, min(columns, width - left));
  for (let row = top; row < top + rows; row++) {
    if (row < 0 || row >= height) {
      clear(to, columns);
    } else {
      clear(to, before);
      copy(at(plane, row * width + left + before), end - before, at(to, before));
      clear(at(to, end), columns - end);
    }
    to = at(to, pitch);
  }
}

/**
 * {@link padPlane} with the columns of each row sorted by their remainder modulo `phases`, `[rows, phases, phasePitch]`: the
 * cells that a tap sees with stride `phases` become neighbours.
 */
export function padPlaneByPhase(
  plane: usize,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  rows: i32,
  columns: i32,
  phases: i32,
  phasePitch: i32,
  to: usize,
): void {
  if (phases == 1) return padPlane(plane, height, width, top, left, rows, columns, phasePitch, to);
  const pitch = phases * phasePitch;
  const before = min(columns, max(0, -left));
  const end = max(before, min(columns, width - left));
  for (let row = top; row < top + rows; row++) {
    const from = at(plane, row * width + left);
    if (row < 0 || row >= height) {
      clear(to, pitch);
    } else if (phases == 2) {
      splitInTwo(from, before, end, to, at(to, phasePitch));
      clearByPhase(0, before, 2, phasePitch, to);
      clearByPhase(end, columns, 2, phasePitch, to);
    } else {
      split(from, before, end, phases, phasePitch, to);
      clearByPhase(0, before, phases, phasePitch, to);
      clearByPhase(end, columns, phases, phasePitch, to);
    }
    to = at(to, pitch);
  }
}

/** Even columns and odd ones, from `start` to `end` and what lies around them up to a multiple of 8. */
function splitInTwo(from: usize, start: i32, end: i32, even: usize, odd: usize): void {
  for (let i = start & ~7; i < end; i += 8) {
    const a = v128.load(at(from, i));
    const b = v128.load(at(from, i), 16);
    v128.store(at(even, i >> 1), v128.shuffle<f32>(a, b, 0, 2, 4, 6));
    v128.store(at(odd, i >> 1), v128.shuffle<f32>(a, b, 1, 3, 5, 7));
  }
}

function split(from: usize, start: i32, end: i32, phases: i32, phasePitch: i32, to: usize): void {
  for (let i = start; i < end; i++) {
    store<f32>(at(to, (i % phases) * phasePitch + i / phases), load<f32>(at(from, i)));
  }
}

/** Columns `start` to `end`, mostly one or two. */
function clearByPhase(start: i32, end: i32, phases: i32, phasePitch: i32, to: usize): void {
  for (let i = start; i < end; i++) store<f32>(at(to, (i % phases) * phasePitch + i / phases), 0);
}

function clear(to: usize, length: i32): void {
  for (let i = 0; i < length; i += 4) v128.store(at(to, i), f32x4.splat(0));
}

/** Rows are short: `memory.copy` leaves WASM, which costs more than the copy. */
function copy(from: usize, length: i32, to: usize): void {
  for (let i = 0; i < length; i += 4) v128.store(at(to, i), v128.load(at(from, i)));
}
