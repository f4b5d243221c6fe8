import { cpu } from '@gemmule/backend-cpu';
import { describeBackend } from './vitest.ts';

describeBackend('cpu', () => cpu());
