import { describeBackend } from '@gemmule/conformance/vitest';
import { mine } from './mine.ts';

describeBackend('mine', () => mine());
