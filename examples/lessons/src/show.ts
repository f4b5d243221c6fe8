import type { Tensor } from '@gemmule/core';

/** Prints a tensor as rows of its last dimension. */
export async function show(title: string, x: Tensor): Promise<void> {
  const values = [...(await x.data())];
  const width = x.shape.at(-1) ?? 1;
  console.log(`${title} [${x.shape.join(', ')}]`);
  for (let at = 0; at < values.length; at += width) {
    console.log(values.slice(at, at + width).reduce((line, value) => line + String(value).padStart(4), ''));
  }
}
