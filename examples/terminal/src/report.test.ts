import { describe, expect, it } from 'vitest';
import { confusionTable, duration, grouped, percent } from './report.ts';

describe('confusionTable', () => {
  it('has a row for each digit and a column for what it was read as', () => {
    const confusion = Array.from({ length: 10 }, () => new Array<number>(10).fill(0));
    confusion[4]![4] = 1000;
    confusion[4]![9] = 24;
    confusion[9]![4] = 1;
    const lines = confusionTable(confusion).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe('read:     0     1     2     3     4     5     6     7     8     9    right');
    expect(lines[5]).toBe('    4     ·     ·     ·     ·  1000     ·     ·     ·     ·    24   97.7 %');
    expect(lines[10]).toBe('    9     ·     ·     ·     ·     1     ·     ·     ·     ·     ·    0.0 %');
    expect(lines[1]?.endsWith('-')).toBe(true);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it('classes may have names', () => {
  expect(
    confusionTable(
      [
        [3, 1],
        [0, 0],
      ],
      ['shirt', 'pullover'],
    ),
  ).toBe(
    [
      '   read:    shirt pullover    right', //
      '   shirt        3        1   75.0 %',
      'pullover        ·        ·        -',
    ].join('\n'),
  );
});

it('writes numbers for people', () => {
  expect(percent(0.98765, 2)).toBe('98.77 %');
  expect(grouped(60_000)).toBe('60,000');
  expect([0.4, 99.4, 125].map(duration)).toEqual(['0 s', '99 s', '2 min 5 s']);
});
