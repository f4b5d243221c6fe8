import { conformanceCases } from '@gemmule/conformance';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync(new URL('../backend-author/kernels.md', import.meta.url), 'utf8').replaceAll(/\s+/g, ' ');
const counts = new Map<string, number>();
for (const { group, level } of conformanceCases) {
  if (level === 'kernel') counts.set(group, (counts.get(group) ?? 0) + 1);
}

test.each([...counts])('the page says that the group %s has %i cases', (group, count) => {
  const [, said] = new RegExp(`the group \`${group}\`,[^:]*?(\\d+) cases`).exec(page) ?? [];
  expect(said).toBe(String(count));
});

test('every case that the page quotes is one', () => {
  const names = conformanceCases.map(({ name }) => name);
  // Code with spaces in what follows "The suite:", up to the next section or snippet.
  const texts = [...page.matchAll(/\*The suite:\*(.*?)(?= ## | ```|$)/g)].map(([, text]) => text!);
  const code = texts.flatMap((text) => [...text.matchAll(/`([^`]*)`/g)].map(([, said]) => said!));
  const quoted = code.filter((said) => said.includes(' ') && !said.startsWith('override '));
  expect(quoted.length).toBeGreaterThan(10);
  expect(quoted.filter((said) => !names.some((name) => name.includes(said)))).toEqual([]);
});
