import { gpu } from '@gemmule/backend-gpu';
import { describeBackend } from './vitest.ts';

describeBackend('gpu webgpu', () => gpu({ engine: 'webgpu' }), { print: () => undefined });
