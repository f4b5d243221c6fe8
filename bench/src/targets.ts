import { type Case, outputSize, type Pass, type Task } from './cases.ts';
import { rasterised } from './gpu/adapter.ts';
import type { Peer } from './peers/peer.ts';

/** What a target may depend on. "Large" 3x3 convolutions, of stride 1 and at least 14 wide, are those for Winograd. */
type Kind = 'gemm' | 'conv' | '3x3' | 'large 3x3' | 'depthwise' | 'network' | 'readback';

/** How many times as fast as a peer we want to be at least. */
interface Target {
  readonly peer: string;
  /** Ours, as the backend calls it. */
  readonly engines: readonly string[];
  /** Of both, but for a peer that says in its name how many it has. */
  readonly threads: number;
  readonly passes: readonly Pass[];
  readonly atLeast: Readonly<Partial<Record<Kind, number>>>;
}

const relaxed = { engines: ['wasm-relaxed-simd'], threads: 1 } as const;
const revectorized = { engines: ['wasm-relaxed-simd revectorized'], threads: 1 } as const;
const simd = { engines: ['wasm-simd'], threads: 1 } as const;
const twoThreads = { engines: ['wasm-simd', 'wasm-relaxed-simd'], threads: 2 } as const;
const typescript = { engines: ['typescript'], threads: 1 } as const;

const forward = { passes: ['forward'] } as const;
const backward = { passes: ['input gradient', 'filter gradient'] } as const;
const convolutions = { passes: [...forward.passes, ...backward.passes] } as const;

/** Of a GPU in software: on a real one nothing has been asked for. */
const webgl2 = { peer: 'tfjs-webgl', engines: [rasterised('webgl2')], threads: 1 } as const;
const webgpu = { peer: 'tfjs-webgpu', engines: [rasterised('webgpu')], threads: 1 } as const;

const targets: readonly Target[] = [
  { peer: 'onnxruntime-web', ...relaxed, ...forward, atLeast: products(1.5, { large3x3: 3.5, depthwise: 4.5 }) },
  { peer: 'tfjs-wasm', ...relaxed, ...forward, atLeast: products(1.4, { large3x3: 3.5, depthwise: 1.8 }) },
  { peer: 'onnxruntime-node', ...relaxed, ...forward, atLeast: products(0.33, { large3x3: 0.85, depthwise: 2 }) },
  { peer: 'onnxruntime-node', ...revectorized, ...forward, atLeast: products(0.5, { large3x3: 1.15 }) },
  { peer: 'tfjs-wasm', ...relaxed, passes: ['input gradient'], atLeast: products(10, { large3x3: 15 }) },
  { peer: 'tfjs-cpu', ...relaxed, passes: ['filter gradient'], atLeast: products(2500, { large3x3: 2500 }) },

  { peer: 'onnxruntime-web', ...simd, ...forward, atLeast: products(1.15, { large3x3: 2.3 }) },
  { peer: 'tfjs-wasm', ...simd, ...forward, atLeast: products(1.15, { large3x3: 2.3 }) },

  { peer: 'gemmule x1', ...twoThreads, ...convolutions, atLeast: products(1.8, { large3x3: 1.8 }) },
  { peer: 'onnxruntime-web', ...twoThreads, ...forward, atLeast: products(1.4, { large3x3: 1.4 }) },

  { peer: 'tfjs-cpu', ...typescript, ...convolutions, atLeast: { gemm: 7, '3x3': 8, 'large 3x3': 8, depthwise: 8 } },

  { ...webgl2, ...forward, atLeast: { gemm: timesAsFast(0.65), ...dense3x3(0.4) } },
  { ...webgl2, passes: ['input gradient'], atLeast: dense3x3(0.5) },
  { ...webgl2, passes: ['filter gradient'], atLeast: dense3x3(0.6) },
  { ...webgpu, ...forward, atLeast: { gemm: timesAsFast(0.6), ...dense3x3(0.6) } },
];

/** How many times as fast as `peer` we want to be on a task; undefined where nothing is asked for. */
export function targetOf(task: Task, ours: Pick<Peer, 'engine' | 'threads'>, peer: string): number | undefined {
  const found = targets.find(
    (target) =>
      target.peer === peer &&
      target.threads === ours.threads &&
      target.engines.includes(ours.engine) &&
      target.passes.includes(task.pass),
  );
  return found?.atLeast[kindOf(task.case)];
}

/** One number for matrix products and convolutions computed as such, others for what has a kernel of its own. */
function products(
  direct: number,
  { large3x3, depthwise }: { large3x3: number; depthwise?: number },
): Target['atLeast'] {
  const shared = { gemm: direct, conv: direct, '3x3': direct, 'large 3x3': large3x3 };
  return depthwise === undefined ? shared : { ...shared, depthwise };
}

/** For GPUs a target is a share of the peer's time. */
function dense3x3(share: number): Target['atLeast'] {
  return { '3x3': timesAsFast(share), 'large 3x3': timesAsFast(share) };
}

/** To two decimals, as the report shows it. */
function timesAsFast(share: number): number {
  return Math.round(100 / share) / 100;
}

function kindOf(subject: Case): Kind {
  if (subject.kind !== 'conv') return subject.kind;
  if (subject.groups > 1) return 'depthwise';
  if (subject.kernel !== 3) return 'conv';
  return subject.stride === 1 && outputSize(subject) >= 14 ? 'large 3x3' : '3x3';
}
