import { cpu } from '@gemmule/backend-cpu';
import { withoutOverrides, wrapBackend } from '@gemmule/conformance';
import type { Backend } from '@gemmule/core';

/** The plain TypeScript engine with a mistake that is often made: im2col pads before where it should pad behind. */
export async function brokenEngine(): Promise<Backend> {
  const intact = withoutOverrides((await cpu({ engine: 'typescript' })) as Backend);
  return wrapBackend(intact, {
    engine: 'typescript, broken on purpose',
    im2col: (op) => {
      const geometry = op.geometry.map((axis) => ({ ...axis, padBefore: axis.padAfter, padAfter: axis.padBefore }));
      intact.im2col({ ...op, geometry });
    },
  });
}
