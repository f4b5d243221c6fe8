import { describe, expect, it } from 'vitest';
import { allTasks, type ConvCase, taskOf } from './cases.ts';
import type { Outcome, Score } from './play.ts';
import type { Peer } from './peers/peer.ts';
import { type Environment, header, report, summaryOf, table, toJson } from './report.ts';

const conv = allTasks().find((task) => task.case.name === '3x3 64->64 @56')!.case as ConvCase;
const peer = (name: string): Peer => ({
  name,
  version: '1.2.3',
  engine: 'test',
  threads: 1,
  prepare: () => {
    throw new Error('not here');
  },
});
const peers = [peer('gemmule'), peer('tfjs-cpu')] as const;
const environment: Environment = {
  node: '24.0.0',
  platform: 'linux x64',
  processors: '2 x Abacus',
  date: '2026-01-01T00:00:00.000Z',
  peers: peers.map(({ name, version, engine, threads }) => ({ name, version, engine, threads })),
};

function timed(median: number, ratio?: number): Score {
  const spread = ratio === undefined ? undefined : { median: ratio, low: ratio - 0.5, high: ratio + 0.5 };
  return {
    kind: 'timed',
    median,
    best: median,
    gflops: 231.2 / median,
    error: 3e-7,
    ratio: spread,
    target: ratio === undefined ? undefined : 8,
  };
}

function outcome(pass: 'forward' | 'filter gradient', ours: Score, theirs: Score): Outcome {
  return {
    task: taskOf(conv, pass),
    rounds: 12,
    roundsPlayed: 12,
    scores: new Map([
      ['gemmule', ours],
      ['tfjs-cpu', theirs],
    ]),
  };
}

it('tells the rounds that count from those played', () => {
  const some = { ...outcome('forward', timed(2), timed(4, 2)), roundsPlayed: 40 };
  expect(report([some], peers)).toContain('12 of 40');
});

describe('table', () => {
  it('aligns words on the left and numbers on the right', () => {
    expect(
      table([
        ['what', 'x', 'y'],
        ['a', '1', 'met'],
        ['longer', '10.5', ''],
      ]),
    ).toBe(['what       x  y', '------  ----  ---', 'a          1  met', 'longer  10.5'].join('\n'));
  });
});

describe('report', () => {
  it('says whether a target is met, and by how much', () => {
    const met = report([outcome('forward', timed(40), timed(400, 10))], peers);
    expect(met).toMatch(/3x3 64->64 @56 +forward +gemmule +40\.0 +5\.78 +3e-7 +12/);
    expect(met).toMatch(/ +tfjs-cpu +400 +0\.58 +10\.0x +9\.50-10\.5 +8x met, \+25% +3e-7/);
    expect(met).toContain('tfjs-cpu: 1 of 1 targets met');
    expect(met).not.toContain('missed');
  });

  it('lists what falls short at the end', () => {
    const missed = report([outcome('forward', timed(100), timed(400, 4))], peers);
    expect(missed).toContain('8x short, -50%');
    expect(missed).toContain('tfjs-cpu: 0 of 1 targets met');
    expect(missed.trim().split('\n').at(-1)).toMatch(
      /3x3 64->64 @56, forward +tfjs-cpu +4\.00x +3\.50-4\.50 +wanted 8x \(-50%\)/,
    );
  });

  it('says what was left out and how to have it', () => {
    const text = report([outcome('filter gradient', timed(40), { kind: 'skipped', reason: 'too slow' })], peers);
    expect(text).toMatch(/filter gradient +gemmule .*\n +tfjs-cpu +skipped/);
    expect(text).toContain('skipped: too slow; --all runs it too');
    expect(text).toContain('tfjs-cpu: no targets');
  });

  it('does not hide what a peer cannot do', () => {
    const text = report([outcome('filter gradient', timed(40), { kind: 'lacking', reason: 'no gradients' })], peers);
    expect(text).toMatch(/ +tfjs-cpu +–/);
    expect(text).toContain('–: no gradients');
  });

  it('names a peer that computed something else, and does not show a time for it', () => {
    const text = report([outcome('forward', { kind: 'failed', reason: 'wrong result' }, timed(400))], peers);
    expect(text).toMatch(/forward +gemmule +failed.*\n +tfjs-cpu +400 +0\.58/);
    expect(text).toContain('3x3 64->64 @56, forward: gemmule failed: wrong result');
  });

  it('has columns of processor time only where that was measured', () => {
    const work = (median: number, ratio?: number) => ({ ...timed(median, ratio), work: timed(3 * median, ratio) });
    const measured = outcome('forward', work(40) as Score, work(400, 10) as Score);
    expect(report([measured], peers)).toMatch(/cpu ms +cpu ratio[^]*tfjs-cpu +400 .*8x met, .* 1200 +10\.0x/);
    expect(report([outcome('forward', timed(40), timed(400, 10))], peers)).not.toContain('cpu ms');
  });

  it('is printable before the first outcome', () => {
    expect(report([], peers)).toContain('operation');
  });
});

describe('summaryOf', () => {
  it('is a few words', () => {
    expect(summaryOf(outcome('forward', timed(40), timed(400, 10)))).toBe('5.78 GF/s, 10.0x tfjs-cpu');
    const skipped = { kind: 'skipped', reason: 'too slow' } as const;
    expect(summaryOf(outcome('filter gradient', timed(40), skipped))).toBe('5.78 GF/s, tfjs-cpu skipped');
  });
});

describe('header', () => {
  it('says what ran where', () => {
    expect(header(environment)).toBe(
      '         gemmule   1.2.3  test  1 thread\nagainst  tfjs-cpu  1.2.3  test  1 thread\nNode.js 24.0.0, linux x64, 2 x Abacus\n',
    );
  });
});

describe('toJson', () => {
  it('holds every number and the verdict', () => {
    const parsed: unknown = JSON.parse(toJson(environment, [outcome('forward', timed(40), timed(400, 10))]));
    expect(parsed).toMatchObject({
      environment: { node: '24.0.0' },
      results: [
        {
          operation: { name: '3x3 64->64 @56' },
          pass: 'forward',
          flop: 231_211_008,
          rounds: 12,
          peers: { gemmule: { median: 40 }, 'tfjs-cpu': { ratio: { median: 10 }, target: 8, met: true } },
        },
      ],
    });
  });
});
