import { globSync, readFileSync } from 'node:fs';
import { root } from '../api.ts';
import type { Snippet } from './snippet.ts';

const pages = ['*.md', 'packages/*/*.md', 'examples/**/*.md', 'apps/*/*.md', 'bench/*.md', 'docs/**/*.md'];

/** The tutorial's files make one package; `integration/src/backend-author.test.ts` runs it. */
const elsewhere = /CHANGELOG|backend-author\/tutorial\.md/;

/** A fence of TypeScript, and the comment before it. */
const fence = /(?:<!-- given\n([\s\S]*?)-->\s*)?^( *)```ts( [\w-]+)?\n([\s\S]*?)^ *```$/gm;

/** The TypeScript of all pages. */
export function markdownSnippets(): Snippet[] {
  return globSync(pages, { cwd: root, exclude: (path) => path.includes('node_modules') })
    .filter((page) => !elsewhere.test(page))
    .sort()
    .flatMap((page) => snippetsOf(page, readFileSync(root + page, 'utf8')));
}

/**
 * The snippets of one page. ```` ```ts continues ```` belongs to the module of the one before it, ```` ```ts no-run ```` is
 * compiled only.
 */
export function snippetsOf(page: string, text: string): Snippet[] {
  const snippets: Snippet[] = [];
  for (const { index, 0: all, 1: given = '', 2: indent = '', 3: kind = '', 4: body = '' } of text.matchAll(fence)) {
    const code = body.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
    const line = text.slice(0, index + all.indexOf('```ts')).split('\n').length;
    const before = snippets.at(-1);
    switch (kind.trim()) {
      case 'continues':
        if (before === undefined) throw new Error(`${page}:${line}: there is nothing that this snippet continues`);
        snippets[snippets.length - 1] = { ...before, code: `${before.code}\n${given}${code}` };
        break;
      case '':
      case 'no-run':
        snippets.push({ place: `${page}:${line}`, code, given, runs: kind === '' });
        break;
      default:
        throw new Error(`${page}:${line}: a snippet is 'continues' or 'no-run', not '${kind.trim()}'`);
    }
  }
  return snippets;
}
