import { BackendError } from '@gemmule/core';
import { expect, it } from 'vitest';
import type { Device } from './device/device.ts';
import { Queue } from './device/queue.ts';
import { createPerformer, type Launch, scratch } from './perform.ts';

it('a context that is lost while a kernel is compiled is the reason that is given', () => {
  let isLost = false;
  const device = {
    queue: new Queue(false),
    programs: {
      run() {
        isLost = true;
        throw new Error('Error compiling vertex shader: ');
      },
    },
    assertAlive() {
      if (isLost) throw new BackendError('gpu: the WebGL context was lost');
    },
  } as unknown as Device;
  const launch = { source: {}, inputs: [], outputs: [scratch(4)] } as unknown as Launch;
  expect(() => createPerformer(device).launch(launch)).toThrow('gpu: the WebGL context was lost');
});

it('a kernel that fails for another reason says which', () => {
  const device = {
    queue: new Queue(false),
    programs: {
      run() {
        throw new Error('a typo');
      },
    },
    assertAlive: () => undefined,
  } as unknown as Device;
  const launch = { source: {}, inputs: [], outputs: [scratch(4)] } as unknown as Launch;
  expect(() => createPerformer(device).launch(launch)).toThrow(
    'gpu: a kernel failed; make a new backend with gpu(): a typo',
  );
});
