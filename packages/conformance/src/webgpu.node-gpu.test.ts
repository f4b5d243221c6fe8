import { gpu } from '@gemmule/backend-gpu';
import { describeVectors } from './testing/describe-vectors.ts';
import { loadVectors } from './testing/load-vectors.ts';
import { describeBackend } from './vitest.ts';

describeBackend('gpu webgpu', () => gpu({ engine: 'webgpu' }), { print: () => undefined });

describeVectors(loadVectors(), async () => ({ webgpu: await gpu({ engine: 'webgpu' }) }));
