import { BackendError } from '@gemmule/core';
import type { NativeFunction } from './device/gpu-js.ts';
import { nativeFunction, nativeFunctions } from './device/natives.ts';
import type { KernelSource } from './device/programs.ts';
import { fetchFunction, textureShape } from './device/texture.ts';
import { floatLength, type GpuBuffer, isBuffer } from './gpu-buffer.ts';
import type { GpuEngine } from './options.ts';

/**
 * One run of a kernel: what it reads, what it writes, and the computation, in the small part of JavaScript that gpu.js
 * translates. Each thread computes one element of the output.
 */
export interface Task {
  readonly output: GpuBuffer;
  /** Which elements of the output change. The others keep their values. */
  readonly region: Region;
  /** Buffers or host data that the body indexes, by the names it gives them. */
  readonly inputs: Readonly<Record<string, GpuBuffer | Float32Array>>;
  /** Numbers that may change from call to call without another compilation; they may be infinite or NaN. */
  readonly numbers?: Readonly<Record<string, number>>;
  /**
   * Statements that end with `return`. They see the walks of the region as variables, the inputs, the numbers, `at` (where
   * the element lies in the output), `old[at]` if {@link readsOld}, the functions `quotient`, `isNaN` and `halfOf`, and for an
   * int32 output `isLower`, which is 1 where the lower half of the element is wanted and else 0.
   */
  readonly body: string;
  /** Functions of the device that the body calls, beside those that all may call. */
  readonly natives?: readonly NativeFunction[];
  /** Whether the body reads the output's old values. */
  readonly readsOld?: boolean;
  /** The region counts float32 even where the output is int32. */
  readonly isRaw?: boolean;
}

/** A strided block: element `offset + sum of variable * stride` for every combination of variables below their lengths. */
export interface Region {
  readonly offset: number;
  readonly walks: readonly Walk[];
}

/** One variable of a region. */
export interface Walk {
  readonly variable: string;
  readonly length: number;
  readonly stride: number;
}

/** The region of a dense row-major array, from the variable and the length of each dimension, outermost first. */
export function dense(lengths: Readonly<Record<string, number>>, offset = 0): Region {
  const walks: Walk[] = [];
  let stride = 1;
  for (const [variable, length] of Object.entries(lengths).toReversed()) {
    walks.unshift({ variable, length, stride });
    stride *= length;
  }
  return { offset, walks };
}

/** How many elements a region has. */
export function regionSize({ walks }: Region): number {
  return walks.reduce((size, { length }) => size * length, 1);
}

/** Whether a task needs the old values of its output. */
export function needsOld(task: Task): boolean {
  return task.readsOld === true || !isWhole(task);
}

function isWhole({ output, region, isRaw = false }: Task): boolean {
  return regionSize(region) === (isRaw ? floatLength(output) : output.length);
}

/** The kernel of a task: a function of the inputs, then the numbers, then `old` where it is needed. */
export function sourceOf(task: Task, engine: GpuEngine): KernelSource {
  const { output, inputs, numbers = {} } = task;
  const sources = { ...inputs, ...(needsOld(task) && { old: output }) };
  const names = [...Object.keys(inputs), ...Object.keys(numbers), ...(needsOld(task) ? ['old'] : [])];
  const threads = engine === 'webgl2' ? textureShape(floatLength(output)) : [floatLength(output)];
  const natives = [...nativeFunctions(engine, largestOf(task)), ...(task.natives ?? [])];
  const lines = [
    `const at = ${engine === 'webgl2' ? `texelY() * ${threads[0]} + texelX()` : 'this.thread.x'};`,
    ...bodyOf(task),
  ];
  let body = lines.join('\n');
  if (engine === 'webgl2') {
    for (const [name, source] of Object.entries(sources)) {
      if (!isBuffer(source)) continue;
      body = withCalls(body, name);
      natives.push(nativeFunction(`fetch_${name}`, fetchFunction(name, floatLength(source)), ['i']));
    }
  }
  const code = `function (${names.join(', ')}) {\n${body}\n}`;
  return {
    code,
    threads,
    natives: () => natives,
    key: [code, threads, ...natives.map(({ source }) => source)].join('\n'),
  };
}

/** The largest number that can occur in a position. */
function largestOf({ output, inputs }: Task): number {
  return Math.max(
    ...[output, ...Object.values(inputs)].map((source) => ('dtype' in source ? floatLength(source) : source.length)),
  );
}

function bodyOf(task: Task): string[] {
  if (task.output.dtype !== 'int32' || task.isRaw === true) return [...variables(task, 'at'), task.body];
  const halves = ['const element = quotient(at, 2);', 'const isLower = at - element * 2;'];
  return [...halves, ...variables(task, 'element'), task.body];
}

/** Texts where `name[index]` has become `fetch_name(index)`: gpu.js's own way to read a texture takes several divisions. */
function withCalls(code: string, name: string): string {
  let result = '';
  let rest = code;
  for (;;) {
    const match = new RegExp(String.raw`\b${name}\[`).exec(rest);
    if (match === null) return result + rest;
    const start = match.index + match[0].length;
    const end = closingBracket(rest, start);
    result += `${rest.slice(0, match.index)}fetch_${name}(`;
    rest = `${rest.slice(start, end)})${rest.slice(end + 1)}`;
  }
}

/** Where the bracket closes that opens before `start`. */
function closingBracket(code: string, start: number): number {
  let depth = 1;
  for (let i = start; i < code.length; i++) {
    if (code[i] === '[') depth += 1;
    if (code[i] === ']') depth -= 1;
    if (depth === 0) return i;
  }
  return code.length;
}

/** Lines that find each variable of the region from the position of an element, or return the old value outside of it. */
function variables(task: Task, position: string): string[] {
  const { offset, walks } = task.region;
  const leave = isWhole(task) ? undefined : '{ return old[at]; }';
  const lines = [`let rest = ${position} - ${offset};`];
  if (leave !== undefined && offset > 0) lines.push(`if (rest < 0) ${leave}`);
  for (const { variable, length, stride } of outermostFirst(walks)) {
    if (length === 1) {
      lines.push(`const ${variable} = 0;`);
      continue;
    }
    lines.push(`const ${variable} = ${stride === 1 ? 'rest' : `quotient(rest, ${stride})`};`);
    if (leave !== undefined) lines.push(`if (${variable} >= ${length}) ${leave}`);
    lines.push(`rest -= ${variable} * ${stride};`);
  }
  // What is left over lies in a gap.
  if (leave !== undefined) lines.push(`if (rest > 0) ${leave}`);
  return lines;
}

/** By falling stride. Each stride must step over all that lies further in, or a position would not tell its variables. */
function outermostFirst(walks: readonly Walk[]): Walk[] {
  const sorted = walks.toSorted((a, b) => b.stride - a.stride);
  let extent = 1;
  for (const { length, stride } of sorted.toReversed()) {
    if (length === 1) continue;
    if (stride < extent) {
      throw new BackendError(`gpu: cannot write along strides ${sorted.map((walk) => walk.stride).join(', ')}`);
    }
    extent += (length - 1) * stride;
  }
  return sorted;
}
