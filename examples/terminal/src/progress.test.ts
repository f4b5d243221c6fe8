import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { countProgress, trainingProgress } from './progress.ts';

/** Ten steps of 20 images, one per second, with a loss that falls. */
function train(output: PassThrough & { isTTY?: boolean }): string {
  const progress = trainingProgress(output);
  for (let step = 1; step <= 10; step++) {
    const place = { epoch: Math.ceil(step / 5), epochs: 2, step, steps: 10 };
    progress.step({ ...place, loss: 1 / step, count: 20, learningRate: 0.01, elapsed: step, samplesPerSecond: 20 });
  }
  progress.stop();
  return String(output.read());
}

describe('trainingProgress', () => {
  it('writes a plain line now and then where there is no terminal', () => {
    expect(train(new PassThrough()).split('\n')).toEqual([
      ' 20 %  epoch 1/2, loss 0.975, 20 images/s, 8 s left',
      ' 70 %  epoch 2/2, loss 0.803, 20 images/s, 3 s left',
      '100 %  epoch 2/2, loss 0.704, 20 images/s, 0 s left',
      '',
    ]);
  });

  it('draws a bar on a terminal, and leaves cursor and wrapping alone', () => {
    const text = train(Object.assign(new PassThrough(), { isTTY: true, columns: 80 }));
    expect(text).toContain('100 %  epoch 2/2, loss 0.704, 20 images/s, 0 s left');
    expect(text).not.toContain('\u001b[?');
  });
});

describe('countProgress', () => {
  it('says how much is done', () => {
    const output = new PassThrough();
    const progress = countProgress(output, 3, 'tiles');
    for (const done of [1, 2, 3]) progress.step(done);
    progress.stop();
    expect(String(output.read())).toBe('100 %  3 of 3 tiles, 0 s left\n');
  });
});
