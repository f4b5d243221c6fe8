/** Red, green, blue, each up to 255. */
export type Color = readonly [number, number, number];

/** From the least through 0 to the largest; told apart also by who sees no red or no green. */
interface Palette {
  readonly negative: Color;
  readonly zero: Color;
  readonly positive: Color;
}

const palettes: Readonly<Record<'light' | 'dark', Palette>> = {
  light: { negative: [33, 84, 168], zero: [250, 251, 250], positive: [196, 88, 10] },
  dark: { negative: [94, 152, 240], zero: [26, 34, 36], positive: [240, 146, 62] },
};

/** The colour of a number from -1 to 1. */
export function colorOf(share: number, dark: boolean): Color {
  const { negative, zero, positive } = palettes[dark ? 'dark' : 'light'];
  const end = share < 0 ? negative : positive;
  // Small numbers shall be told from 0.
  const part = Math.min(1, Math.abs(share)) ** 0.8;
  return [0, 1, 2].map((i) => Math.round(zero[i]! + (end[i]! - zero[i]!) * part)) as unknown as Color;
}

/** Whether text on a colour has to be dark. */
export function isBright([red, green, blue]: Color): boolean {
  return 0.299 * red + 0.587 * green + 0.114 * blue > 140;
}

/** Largest magnitude; 1 where all are 0, so that it can be divided by. */
export function magnitudeOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]!));
  return largest > 0 && Number.isFinite(largest) ? largest : 1;
}
