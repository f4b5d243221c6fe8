import { describe, expect, it } from 'vitest';
import { imageAt } from './data.ts';
import { draw, drawingWidth, sideBySide } from './draw.ts';
import { loadMnist } from './mnist-files.ts';

describe('draw', () => {
  it('draws a digit with half blocks', () => {
    // The first image of the test set is a 7.
    const lines = draw(imageAt(loadMnist('test').images, 0), false);
    expect(`\n${lines.map((line) => line.trimEnd()).join('\n')}\n`).toMatchInlineSnapshot(`
      "


           ▄▄▄
          ▀▀▀▀███████████▄
                       ██
                     ▄██
                    ▄██
                    ██
                  ▄██
                 ██▀
               ▄██
               ███
      "
    `);
    expect(lines.every((line) => line.length === drawingWidth)).toBe(true);
  });

  it('puts two pixels into a cell, in grays where there is colour', () => {
    const image = new Uint8Array(784);
    image[2 * 28 + 2] = 255;
    expect(draw(image, false)[0]?.[0]).toBe('▀');
    expect(draw(image, true)[0]?.startsWith('\u001b[38;5;255;48;5;232m▀')).toBe(true);
    expect(draw(image, true)[0]?.endsWith('\u001b[0m')).toBe(true);
  });
});

describe('sideBySide', () => {
  it('keeps three drawings within 80 columns', () => {
    const lines = draw(new Uint8Array(784).fill(255), false);
    const rows = sideBySide([1, 2, 3].map((n) => ({ lines, caption: `number ${n}` }))).split('\n');
    expect(rows).toHaveLength(13);
    expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
    expect(rows.at(-1)).toMatch(/^number 1 {18}number 2 {18}number 3$/);
  });

  it('is empty for none', () => {
    expect(sideBySide([])).toBe('');
  });
});
