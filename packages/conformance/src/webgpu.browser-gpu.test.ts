import { gpu } from '@gemmule/backend-gpu';
import { inject } from 'vitest';
import { describeVectors } from './testing/describe-vectors.ts';
import { describeBackend } from './vitest.ts';

describeBackend('gpu webgpu', () => gpu({ engine: 'webgpu' }), { tries: inject('tries') });

describeVectors(inject('vectors'), async () => ({ webgpu: await gpu({ engine: 'webgpu' }) }));
