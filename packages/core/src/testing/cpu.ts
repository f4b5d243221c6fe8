import { naiveBackend } from '../../../conformance/src/testing/naive-backend.ts';
export const cpu = async () =>
  Object.assign(naiveBackend('cpu'), {
    engine: 'typescript',
    workspace: { preferredBytes: 1 << 24, convTranspose: 'columns' as const },
  });
