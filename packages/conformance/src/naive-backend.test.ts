import { naiveBackend } from './testing/naive-backend.ts';
import { describeBackend } from './vitest.ts';

// The required kernels alone are enough for everything, and the oracles agree with a second, independent hand.
describeBackend('the naive backend', () => naiveBackend(), { print: () => undefined });
