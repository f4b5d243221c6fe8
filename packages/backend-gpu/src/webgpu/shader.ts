import type { NativeFunction } from '../device/gpu-js.ts';
import type { KernelSource } from '../device/programs.ts';
import type { GpuBuffer } from '../gpu-buffer.ts';

/**
 * One run of a kernel that is written in WGSL. Unlike those of a task, its threads are not the elements of the output: a
 * thread stores as many as it likes.
 */
export interface Shader {
  /** Overwritten from end to end. */
  readonly output: GpuBuffer;
  /** Buffers, each `user_<name>` in the code. */
  readonly inputs: Readonly<Record<string, GpuBuffer>>;
  /** Numbers that change without another compilation, each `params.user_<name>`. */
  readonly numbers?: Readonly<Record<string, number>>;
  readonly threads: number;
  /** Tells the code from all other, in fewer words. */
  readonly key: string;
  /** Statements of a function that stores into `result`; `thread` is the number of the thread. They may `return 0.0;`. */
  readonly code: () => string;
  /** Functions that the code calls. */
  readonly declarations?: string;
}

/*
 * How WGSL gets past gpu.js: it pastes the source of a native function into the shader unseen, and that may use what is there
 * (`user_*`, `params`, `result`, `threadGid`). What remains for gpu.js is a kernel that calls it and never stores anything
 * itself.
 */

/** A kernel as gpu.js takes it. */
export function sourceOfShader(shader: Shader): KernelSource {
  const { output, inputs, numbers = {}, threads, key, code, declarations = '' } = shader;
  const names = [...Object.keys(inputs), ...Object.keys(numbers)].join(', ');
  return {
    code: `function (${names}) { if (compute(this.thread.x) > 0) { return 0; } }`,
    natives: () => [computeFunction(code(), declarations)],
    threads: [threads],
    length: output.length,
    key: [key, names, threads, output.length].join('; '),
  };
}

function computeFunction(code: string, declarations: string): NativeFunction {
  // The name and its prefix are those that gpu.js calls.
  const source = `${declarations}\nfn fn_compute(unused : f32) -> f32 {\nlet thread = i32(threadGid.x);\n${code}\nreturn 0.0;\n}`;
  return { name: 'compute', source, argumentTypes: { unused: 'Number' }, returnType: 'Number' };
}
