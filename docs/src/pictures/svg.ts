/** What the pictures are made of: text, grids of numbers, outlines. All of them return SVG. */

/** How a cell or a text stands out: `a` to `d` are four accents, which are legible on any background. */
export type Accent = 'a' | 'b' | 'c' | 'd';

/** Rows of numbers as cells of one size; `x` and `y` are its upper left corner. */
export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
  readonly values: readonly (readonly number[])[];
  /** The accent of a cell, or undefined. */
  readonly accent?: (row: number, column: number) => Accent | undefined;
}

export const width = 640;

/**
 * The whole picture. It is shown by `<img>`, so it follows the system's scheme and not that of the page: cells bring their own
 * background, and what stands outside of them has a tone that is legible on white and on black.
 */
export function picture(height: number, title: string, description: string, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" \
role="img" aria-labelledby="title desc">
<title id="title">${escaped(title)}</title>
<desc id="desc">${escaped(description)}</desc>
<!-- Drawn by docs/scripts/draw-pictures.ts -->
<style>
  text { font: 500 15px system-ui, sans-serif; fill: #7b818a; }
  text.small { font-size: 14px; }
  text.strong { font-weight: 700; }
  text.cell { fill: #1c2128; text-anchor: middle; font-variant-numeric: tabular-nums; }
  rect.cell { fill: #eef1f5; stroke: #8b939e; }
  .outline { fill: none; stroke-width: 3; }
  rect.a { fill: #2c6cb0; } .outline.a { fill: none; stroke: #2c6cb0; }
  rect.b { fill: #b0560c; } .outline.b { fill: none; stroke: #c8660f; }
  rect.c { fill: #2b7a44; } .outline.c { fill: none; stroke: #31904f; }
  rect.d { fill: #7a4cb0; } .outline.d { fill: none; stroke: #8f63c4; }
  text.cell.a, text.cell.b, text.cell.c, text.cell.d { fill: #ffffff; font-weight: 700; }
  @media (prefers-color-scheme: dark) {
    text.cell { fill: #e4e9ef; }
    rect.cell { fill: #2a3039; }
    rect.a { fill: #2c6cb0; } rect.b { fill: #b0560c; } rect.c { fill: #2b7a44; } rect.d { fill: #7a4cb0; }
  }
</style>
${body.join('\n')}
</svg>
`;
}

/** A text whose baseline begins, or ends, or has its middle at a point. */
export function text(
  x: number,
  y: number,
  content: string,
  { anchor = 'start', look = '' }: { readonly anchor?: 'start' | 'middle' | 'end'; readonly look?: string } = {},
): string {
  const kind = look === '' ? '' : ` class="${look}"`;
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${kind}>${escaped(content)}</text>`;
}

export function grid({ x, y, cellWidth, cellHeight, values, accent }: Grid): string {
  const cells = values.flatMap((line, row) =>
    line.map((value, column) => {
      const look = ['cell', accent?.(row, column) ?? ''].join(' ').trim();
      const [left, top] = [x + column * cellWidth, y + row * cellHeight];
      const middle = `x="${left + cellWidth / 2}" y="${top + cellHeight / 2 + 5}"`;
      return (
        `<rect class="${look}" x="${left}" y="${top}" width="${cellWidth}" height="${cellHeight}"/>` +
        `<text class="${look}" ${middle}>${showNumber(value)}</text>`
      );
    }),
  );
  return cells.join('\n');
}

/** A frame around some cells of a grid, `inset` pixels inside of them. */
export function outline(
  { x, y, cellWidth, cellHeight }: Grid,
  cells: { readonly row: number; readonly column: number; readonly rows: number; readonly columns: number },
  accent: Accent,
  inset = 0,
): string {
  const left = x + cells.column * cellWidth + inset;
  const top = y + cells.row * cellHeight + inset;
  const [wide, high] = [cells.columns * cellWidth - 2 * inset, cells.rows * cellHeight - 2 * inset];
  return `<rect class="outline ${accent}" x="${left}" y="${top}" width="${wide}" height="${high}" rx="3"/>`;
}

/** With the sign that is as wide as a plus. */
export function showNumber(value: number): string {
  return String(value).replace('-', '\u2212');
}

/** `[1, 2, 3, 4]` in rows of two. */
export function rowsOf(values: Iterable<number>, columns: number): number[][] {
  const all = [...values];
  return Array.from({ length: all.length / columns }, (_, row) => all.slice(row * columns, (row + 1) * columns));
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
