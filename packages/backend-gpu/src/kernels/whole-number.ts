/** The number that an int32 buffer holds at an index, from its halves. Beyond 2^24 it is rounded, as float32 are. */
export function wholeNumber(buffer: string, index: string): string {
  return `(${buffer}[(${index}) * 2] * 65536 + ${buffer}[(${index}) * 2 + 1])`;
}
