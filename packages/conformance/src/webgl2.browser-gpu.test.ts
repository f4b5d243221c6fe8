import { gpu } from '@gemmule/backend-gpu';
import { describeBackend } from './vitest.ts';

describeBackend('gpu webgl2', () => gpu({ engine: 'webgl2' }));
