import { gpu } from '@gemmule/backend-gpu';
import { describeBackend } from './vitest.ts';

// No GPU: what the kernels compute where every host can see it.
describeBackend('gpu gpu.js-cpu', () => gpu({ engine: 'gpu.js-cpu' }));
