import type { GpuEngine } from '../options.ts';
import type { NativeFunction } from './gpu-js.ts';

/*
 * What kernels cannot say in gpu.js's language. Divisions there go through float32, where `floor(i / d)` is off by one for
 * some large i; and compilers of shaders may assume that there is no NaN, so `x !== x` is false and only its bits tell.
 */

type Languages = Readonly<Record<GpuEngine, string>>;

/** Whole quotient of whole numbers below 2^24, rounded down; a is not negative. */
const quotient: Languages = {
  webgpu: 'fn fn_quotient(a : f32, b : f32) -> f32 { return f32(i32(a) / i32(b)); }',
  webgl2: 'float quotient(float a, float b) { return float(int(a) / int(b)); }',
  'gpu.js-cpu': 'function quotient(a, b) { return Math.floor(a / b); }',
};

/**
 * The same for `a` below {@link smallNumbers}, much faster. The error that languages of GPUs allow a division, 2.5 units in
 * the last place, is less than the half that is added.
 */
const smallQuotient: Languages = {
  ...quotient,
  webgpu: 'fn fn_quotient(a : f32, b : f32) -> f32 { return floor((a + 0.5) / b); }',
  webgl2: 'float quotient(float a, float b) { return floor((a + 0.5) / b); }',
};

const smallNumbers = 2 ** 20;

/** 1 for NaN, 0 for anything else. */
const isNaN: Languages = {
  webgpu: 'fn fn_isNaN(x : f32) -> f32 { return select(0.0, 1.0, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u); }',
  webgl2: 'float isNaN(float x) { return (floatBitsToUint(x) & 0x7fffffffu) > 0x7f800000u ? 1.0 : 0.0; }',
  'gpu.js-cpu': 'function isNaN(x) { return x === x ? 0 : 1; }',
};

/** One half of a whole number as an int32 is kept: the upper one, or the lower one where `isLower` is 1. */
const halfOf: Languages = {
  webgpu:
    'fn fn_halfOf(x : f32, isLower : f32) -> f32 { let upper = floor(x * 0.0000152587890625); return select(upper, x - upper * 65536.0, isLower > 0.5); }',
  webgl2:
    'float halfOf(float x, float isLower) { float upper = floor(x * 0.0000152587890625); return isLower > 0.5 ? x - upper * 65536.0 : upper; }',
  'gpu.js-cpu':
    'function halfOf(x, isLower) { const upper = Math.floor(x / 65536); return isLower > 0.5 ? x - upper * 65536 : upper; }',
};

/**
 * Which texel a thread writes. gpu.js's `this.thread` takes three whole divisions to find it, which are dropped where nobody
 * asks.
 */
const texel: readonly NativeFunction[] = [
  nativeFunction('texelX', 'float texelX() { return gl_FragCoord.x - 0.5; }', []),
  nativeFunction('texelY', 'float texelY() { return gl_FragCoord.y - 0.5; }', []),
];

/** What kernels of an engine may call, where no number is larger than `largest`. */
export function nativeFunctions(engine: GpuEngine, largest: number): NativeFunction[] {
  const quotients = largest < smallNumbers ? smallQuotient : quotient;
  return [
    nativeFunction('quotient', quotients[engine], ['a', 'b']),
    nativeFunction('isNaN', isNaN[engine], ['x']),
    nativeFunction('halfOf', halfOf[engine], ['x', 'isLower']),
    ...(engine === 'webgl2' ? texel : []),
  ];
}

/** A function from numbers to a number. */
export function nativeFunction(name: string, source: string, argumentNames: readonly string[]): NativeFunction {
  const argumentTypes = Object.fromEntries(argumentNames.map((argument) => [argument, 'Number' as const]));
  return { name, source, argumentTypes, returnType: 'Number' };
}
