import { cpu } from '@gemmule/backend-cpu';
import { full, matmul } from '@gemmule/core';

const size = 160;

/** Products of matrices that fit the second-level cache, on one thread: they keep the arithmetic of a core busy. */
export async function burden(): Promise<(repeats: number) => void> {
  const backend = await cpu({ threads: 1 });
  const a = full([size, size], 1, { backend });
  return (repeats) => {
    for (let i = 0; i < repeats; i++) matmul(a, a).dispose();
  };
}
