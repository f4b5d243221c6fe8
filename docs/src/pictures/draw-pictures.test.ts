import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { drawPictures, folder } from './draw-pictures.ts';

const pictures = await drawPictures();

test('the folder holds the pictures that are drawn, and no others', () => {
  expect(readdirSync(folder).sort()).toEqual([...pictures.keys()].sort());
});

test.each([...pictures])('%s is what the script draws', (name, picture) => {
  expect(readFileSync(folder + name, 'utf8')).toBe(picture);
});

test.each([...pictures])('%s says what it shows to who cannot see it', (_, picture) => {
  const [, title = ''] = /<title id="title">([^<]*)</.exec(picture) ?? [];
  const [, description = ''] = /<desc id="desc">([^<]*)</.exec(picture) ?? [];
  expect(title.length).toBeGreaterThan(20);
  expect(description.length).toBeGreaterThan(80);
});
