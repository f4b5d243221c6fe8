import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConvCase, type ConvPass, type NetworkCase, type Task, taskOf, titleOf } from '../cases.ts';
import { operandsOf } from '../operands.ts';
import { reference, relativeError } from '../reference.ts';
import { expectedOf } from '../training/expected.ts';
import { peerNames, peersOf } from './index.ts';
import type { Peer } from './peer.ts';

const plain: ConvCase = {
  kind: 'conv',
  name: 'plain',
  inChannels: 3,
  outChannels: 5,
  size: 9,
  kernel: 3,
  stride: 1,
  padding: 1,
  groups: 1,
};
const cases: readonly ConvCase[] = [
  plain,
  { ...plain, name: 'stride 2, kernel 5', kernel: 5, stride: 2, padding: 2 },
  { ...plain, name: 'pointwise', kernel: 1, padding: 0 },
  { ...plain, name: 'depthwise', inChannels: 6, outChannels: 6, groups: 6 },
];
const passes: readonly ConvPass[] = ['forward', 'input gradient', 'filter gradient'];
const lenet: NetworkCase = { kind: 'network', name: 'LeNet', network: 'lenet', batch: 2 };

/** What each peer computes at all: of convolutions, then of networks. */
const abilities: Readonly<Record<string, readonly string[]>> = {
  gemmule: [...passes, 'training step'],
  'gemmule typescript': [...passes, 'training step'],
  'tfjs-cpu': [...passes, 'training step'],
  'tfjs-wasm': ['forward', 'input gradient'],
  'onnxruntime-web': ['forward'],
  'jax-js': passes,
  'onnxruntime-node': ['forward'],
};

let peers: readonly Peer[];
beforeAll(async () => {
  peers = await peersOf({ threads: 1, peers: peerNames, against: ['typescript'] });
});
afterAll(async () => {
  for (const peer of peers) await peer.dispose?.();
});

it('there is a test of every peer', () => {
  expect(peers.map((peer) => peer.name)).toEqual(Object.keys(abilities));
});

describe.each(Object.entries(abilities))('%s computes what it is timed for', (name, able) => {
  const peer = () => peers.find((candidate) => candidate.name === name)!;

  const tasks = [
    taskOf({ kind: 'gemm', name: 'a matrix product', m: 5, n: 7, k: 11 }, 'forward'),
    ...cases.flatMap((subject) => passes.map((pass) => taskOf(subject, pass))),
    taskOf(lenet, 'forward'),
    taskOf(lenet, 'training step'),
    taskOf({ ...lenet, name: 'ResNet', network: 'resnet', batch: 1 }, 'forward'),
  ];
  const isAble = ({ case: subject, pass }: Task): boolean => {
    if (subject.kind === 'network' && (name.startsWith('onnxruntime') || name === 'jax-js')) return false;
    // The only gradient that depends on more than the pass.
    const depthwise = subject.kind === 'conv' && subject.groups > 1;
    return able.includes(pass) && !(name === 'tfjs-wasm' && pass === 'input gradient' && depthwise);
  };
  const named = (task: Task) => [titleOf(task), task] as const;

  it.each(tasks.filter(isAble).map(named))('%s', async (_, task) => {
    expect(peer().lacks?.(task)).toBeUndefined();
    const operands = operandsOf(task);
    const exact = task.case.kind === 'network' ? await expectedOf(task, operands) : reference(task, operands);
    const prepared = await peer().prepare(task, operands);
    expect(relativeError(await prepared.result(), exact)).toBeLessThan(1e-5);
    // It is run over and over. A training step changes what it is computed from; nothing else does.
    await prepared.enter?.();
    await prepared.run();
    await prepared.run();
    const again = relativeError(await prepared.result(), exact);
    expect(again < 1e-5).toBe(task.pass !== 'training step');
    await prepared.dispose();
  });

  it('and says what it lacks', () => {
    const silent = tasks.filter((task) => !isAble(task) && peer().lacks?.(task) === undefined);
    expect(silent.map(titleOf)).toEqual([]);
  });
});
