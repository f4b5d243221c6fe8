import type { Backend } from '@gemmule/core';
import type { GpuBuffer } from '../gpu-buffer.ts';
import type { Performer } from '../perform.ts';
import { conv, convTranspose, takesConv } from './conv.ts';
import { convWeightGradient, takesConvWeightGradient } from './conv-weight-gradient.ts';
import { workspace } from '../workspace.ts';
import { gemm } from './gemm.ts';

/** What WebGL 2 does better than by a thread for each element. */
export function webGl2Kernels(
  performer: Performer,
): Pick<Backend<GpuBuffer>, 'gemm' | 'convTranspose' | 'overrides' | 'workspace'> {
  return {
    gemm: (op) => gemm(performer, op),
    convTranspose: (op) => convTranspose(performer, op),
    overrides: {
      conv: (op) => conv(performer, op),
      convWeightGradient: (op) => convWeightGradient(performer, op),
    },
    workspace: {
      ...workspace,
      skipsColumns(product, dimensions) {
        if (product === 'forward') return takesConv(performer, dimensions);
        return product === 'transposed' || takesConvWeightGradient(performer, dimensions);
      },
    },
  };
}
