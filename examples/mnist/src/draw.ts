import { side } from './data.ts';

/** MNIST leaves a margin around each digit, of which the drawing leaves out this much. */
const margin = 2;

/** Columns that a drawing takes; rows are half as many. */
export const drawingWidth = side - 2 * margin;

/**
 * An image as lines of text. A terminal's character cell is twice as high as wide, so each holds two pixels, one above
 * the other: the upper half block `▀` in the colour of one on a background in the colour of the other. Without colour,
 * a pixel is ink or paper.
 */
export function draw(image: Uint8Array, color: boolean): string[] {
  const lines: string[] = [];
  for (let y = margin; y < side - margin; y += 2) {
    let line = '';
    for (let x = margin; x < side - margin; x++) {
      const [upper, lower] = [image[y * side + x] ?? 0, image[(y + 1) * side + x] ?? 0];
      line += color ? `\u001b[38;5;${gray(upper)};48;5;${gray(lower)}m▀` : halfBlocks(upper, lower);
    }
    lines.push(color ? `${line}\u001b[0m` : line);
  }
  return lines;
}

/** Drawings in a row, each with a caption below. */
export function sideBySide(
  drawings: readonly { readonly lines: readonly string[]; readonly caption: string }[],
): string {
  const gap = '  ';
  const height = Math.max(0, ...drawings.map(({ lines }) => lines.length));
  const rows = Array.from({ length: height }, (_, row) => drawings.map(({ lines }) => lines[row] ?? '').join(gap));
  const captions = drawings.map(({ caption }) => caption.padEnd(drawingWidth)).join(gap);
  return [...rows, captions].map((line) => line.trimEnd()).join('\n');
}

function halfBlocks(upper: number, lower: number): string {
  const [top, bottom] = [upper >= 128, lower >= 128];
  if (top) return bottom ? '█' : '▀';
  return bottom ? '▄' : ' ';
}

/** The 24 grays of the 256 colours of a terminal, from 232 (nearly black) to 255 (nearly white). */
function gray(ink: number): number {
  return 232 + Math.round((ink / 255) * 23);
}
