import { gpu } from '@gemmule/backend-gpu';
import { inject } from 'vitest';
import { conformanceCases } from './cases.ts';
import { describeVectors } from './testing/describe-vectors.ts';
import { describeBackend } from './vitest.ts';

const tries = inject('tries');

describeBackend('gpu webgpu', () => gpu({ engine: 'webgpu' }), {
  tries,
  // Core's operations run on the same kernels in a page, in the file beside this one. Here, where the kernels are compiled by
  // another Dawn, they are tried only when everything is.
  cases: conformanceCases.filter(({ level }) => tries >= 1 || level !== 'op'),
  print: () => undefined,
});

describeVectors(inject('vectors'), async () => ({ webgpu: await gpu({ engine: 'webgpu' }) }));
