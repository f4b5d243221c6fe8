import { axisNames, type Volume } from './volume.ts';

/**
 * Declares `taps`, how many taps an average counts at output position `oz`, `oy`, `ox`: those inside the input, or with
 * `countIncludePad` those inside the padded input.
 */
export function countTaps(volume: Volume, countIncludePad: boolean): string {
  const counts = axisNames.map((name) => {
    const { input, kernel, stride, dilation, padBefore, padAfter } = volume[name];
    const [low, high] = countIncludePad ? [-padBefore, input + padAfter] : [0, input];
    const cell = `o${name} * ${stride} + k * ${dilation} - ${padBefore}`;
    return `
let taps${name} = 0;
for (let k = 0; k < ${kernel}; k++) {
  const seen${name} = ${cell};
  if (seen${name} >= (${low}) && seen${name} < ${high}) { taps${name} += 1; }
}`;
  });
  return [...counts, 'const taps = tapsz * tapsy * tapsx;'].join('\n');
}
