import type { CpuOptions } from '@gemmule/backend-cpu';
import type * as app from './app.ts';

/** What a page offers to the tests. */
export interface Page {
  gemmule: Pick<typeof app, 'compare' | 'outcome'> & { files: CpuOptions['modules'] };
}
