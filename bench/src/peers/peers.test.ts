import { beforeAll, describe, expect, it } from 'vitest';
import { type ConvCase, type Pass, taskOf } from '../cases.ts';
import { operandsOf } from '../operands.ts';
import { reference, relativeError } from '../reference.ts';
import { allPeers } from './index.ts';
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
const passes: readonly Pass[] = ['forward', 'input gradient', 'filter gradient'];

let peers: readonly Peer[];
beforeAll(async () => {
  peers = await allPeers();
});

describe.each(['gemmule', 'tfjs-cpu'])('%s computes what it is timed for', (name) => {
  const peer = () => peers.find((candidate) => candidate.name === name)!;

  it.each(cases.flatMap((subject) => passes.map((pass) => [subject.name, pass, subject] as const)))(
    '%s, %s',
    async (_, pass, subject) => {
      const task = taskOf(subject, pass);
      const operands = operandsOf(task);
      const prepared = peer().prepare(task, operands);
      // More than once: it is run over and over.
      await prepared.run();
      await prepared.run();
      expect(relativeError(await prepared.result(), reference(task, operands))).toBeLessThan(1e-5);
      prepared.dispose();
    },
  );

  it('a matrix product', async () => {
    const task = taskOf({ kind: 'gemm', name: 'small', m: 5, n: 7, k: 11 }, 'forward');
    const operands = operandsOf(task);
    const prepared = peer().prepare(task, operands);
    expect(relativeError(await prepared.result(), reference(task, operands))).toBeLessThan(1e-5);
    prepared.dispose();
  });
});
