import { gpu } from '@gemmule/backend-gpu';
import { inject } from 'vitest';
import { describeVectors } from './testing/describe-vectors.ts';
import { describeBackend } from './vitest.ts';

describeBackend('gpu webgl2', () => gpu({ engine: 'webgl2' }), { tries: inject('tries') });

describeVectors(inject('vectors'), async () => ({ webgl2: await gpu({ engine: 'webgl2' }) }));
