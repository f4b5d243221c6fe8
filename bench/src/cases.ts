import { networkFlop, type NetworkName, networks } from './training/networks.ts';

/*
 * What is measured: the shapes that convolutional networks spend their time on (the layers of ResNet and MobileNet at
 * 224 x 224, batch 1), two matrix products, one square and one as a 3x3 layer makes it, and whole networks.
 */

/** A convolution by a square kernel over a square image; batch 1. */
export interface ConvCase {
  readonly kind: 'conv';
  readonly name: string;
  readonly inChannels: number;
  readonly outChannels: number;
  readonly size: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padding: number;
  readonly groups: number;
}

/** C `[m, n]` = A `[m, k]` B `[k, n]`. */
export interface GemmCase {
  readonly kind: 'gemm';
  readonly name: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
}

/** A network of `training/networks.ts` on a batch of images. */
export interface NetworkCase {
  readonly kind: 'network';
  readonly name: string;
  readonly network: NetworkName;
  readonly batch: number;
}

/** `relu`, then its result brought to the host: what was read once may stay there, so it must be new. */
export interface ReadbackCase {
  readonly kind: 'readback';
  readonly name: string;
  readonly shape: readonly number[];
}

export type Case = ConvCase | GemmCase | NetworkCase | ReadbackCase;

/** What is computed of a convolution: its result or one of its two gradients. */
export type ConvPass = 'forward' | 'input gradient' | 'filter gradient';

/** A training step of a network is the forward pass, the loss, all gradients and the change of the weights. */
export type Pass = ConvPass | 'training step';

/** One line of the report. */
export interface Task {
  readonly case: Case;
  readonly pass: Pass;
  /** Multiplications and additions of one call, by the textbook algorithm. */
  readonly flop: number;
}

const convs: readonly ConvCase[] = [
  conv('7x7 s2 3->64 @224', [3, 64], { size: 224, kernel: 7, stride: 2 }),
  conv('3x3 64->64 @56', [64, 64], { size: 56, kernel: 3 }),
  conv('3x3 128->128 @28', [128, 128], { size: 28, kernel: 3 }),
  conv('3x3 256->256 @14', [256, 256], { size: 14, kernel: 3 }),
  conv('3x3 512->512 @7', [512, 512], { size: 7, kernel: 3 }),
  conv('1x1 256->64 @56', [256, 64], { size: 56, kernel: 1 }),
  conv('depthwise 3x3 144 @56', [144, 144], { size: 56, kernel: 3, groups: 144 }),
  conv('3x3 s2 128->128 @56', [128, 128], { size: 56, kernel: 3, stride: 2 }),
];

const gemms: readonly GemmCase[] = [
  { kind: 'gemm', name: 'gemm 512x512x512', m: 512, n: 512, k: 512 },
  { kind: 'gemm', name: 'gemm 64x3136x576', m: 64, n: 3136, k: 576 },
];

const wholes: readonly NetworkCase[] = [
  { kind: 'network', name: 'LeNet @28, batch 32', network: 'lenet', batch: 32 },
  { kind: 'network', name: 'ResNet-18/4 @32, batch 32', network: 'resnet', batch: 32 },
];

/** Every task, in the order of the report. */
export function allTasks(): Task[] {
  const passes: readonly ConvPass[] = ['forward', 'input gradient', 'filter gradient'];
  const wholePasses: readonly Pass[] = ['forward', 'training step'];
  return [
    ...gemms.map((gemm) => taskOf(gemm, 'forward')),
    ...passes.flatMap((pass) => convs.map((conv) => taskOf(conv, pass))),
    ...wholePasses.flatMap((pass) => wholes.map((whole) => taskOf(whole, pass))),
  ];
}

/** The task's name and pass on one line. */
export function titleOf(task: Task): string {
  const { kind, name } = task.case;
  return kind === 'gemm' || kind === 'readback' ? name : `${name}, ${task.pass}`;
}

/** Length of a convolution's output side. */
export function outputSize({ size, kernel, stride, padding }: ConvCase): number {
  return Math.floor((size + 2 * padding - kernel) / stride) + 1;
}

/** Elements that are read back. */
export function lengthOf({ shape }: ReadbackCase): number {
  return shape.reduce((length, side) => length * side, 1);
}

export function taskOf(subject: Case, pass: Pass): Task {
  return { case: subject, pass, flop: flopOf(subject, pass) };
}

function conv(
  name: string,
  [inChannels, outChannels]: readonly [number, number],
  { size, kernel, stride = 1, groups = 1 }: { size: number; kernel: number; stride?: number; groups?: number },
): ConvCase {
  const padding = (kernel - 1) / 2;
  return { kind: 'conv', name, inChannels, outChannels, size, kernel, stride, padding, groups };
}

/** The same for each pass of a convolution: its gradients are the same products, summed another way. */
function flopOf(subject: Case, pass: Pass): number {
  if (subject.kind === 'gemm') return 2 * subject.m * subject.n * subject.k;
  if (subject.kind === 'network') {
    const { forward, training } = networkFlop(networks[subject.network]);
    return subject.batch * (pass === 'training step' ? training : forward);
  }
  if (subject.kind === 'readback') return lengthOf(subject);
  const { inChannels, outChannels, kernel, groups } = subject;
  return 2 * outputSize(subject) ** 2 * outChannels * (inChannels / groups) * kernel ** 2;
}
