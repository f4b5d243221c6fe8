import { BackendError } from '@gemmule/core';
import { floatLength, type GpuBuffer } from './gpu-buffer.ts';

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

/** The source of a task's kernel: a function of the inputs, then the numbers, then `old` where it is needed. */
export function sourceOf(task: Task): string {
  const { output, inputs, numbers = {}, body, isRaw = false } = task;
  const names = [...Object.keys(inputs), ...Object.keys(numbers), ...(needsOld(task) ? ['old'] : [])];
  const isSplit = output.dtype === 'int32' && !isRaw;
  const lines = ['const at = this.thread.x;'];
  if (isSplit) lines.push('const element = quotient(at, 2);', 'const isLower = at - element * 2;');
  lines.push(...variables(task, isSplit ? 'element' : 'at'), body);
  return `function (${names.join(', ')}) {\n${lines.join('\n')}\n}`;
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
