/*
 * Tests of core borrow the CPU backend by its path. As a dependency of core it would make two packages depend on each
 * other; nothing outside of tests may import this file. The plainest engine: no threads, no method but the definition's.
 */
import type { Backend } from '../backend/backend.ts';
import { cpu as cpuBackend } from '../../../backend-cpu/src/index.ts';

export const cpu = (): Promise<Backend> => cpuBackend({ engine: 'typescript' });
