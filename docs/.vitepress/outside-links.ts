import { posix } from 'node:path';
import type { MarkdownRenderer } from 'vitepress';

/**
 * Links that leave the folder of the pages, to sources, lead into the repository. Where its address is not known, they are
 * text: nobody is sent to a place that does not exist.
 *
 * @param repository what the path of a file comes behind, `https://…/blob/main/`
 */
export function outsideLinks(md: MarkdownRenderer, repository: string | undefined): void {
  md.core.ruler.after('inline', 'outside-links', ({ tokens, env }) => {
    const page = (env as { relativePath?: string }).relativePath ?? '';
    for (const { children } of tokens) {
      if (children === null) continue;
      let isDropped = false;
      for (const token of children) {
        if (token.type === 'link_close' && isDropped) {
          Object.assign(token, { tag: 'span' });
          isDropped = false;
        }
        if (token.type !== 'link_open') continue;
        const path = pathInRepository(page, String(token.attrGet('href')));
        if (path === undefined) continue;
        isDropped = repository === undefined;
        if (isDropped) Object.assign(token, { tag: 'span', attrs: [['title', path]] });
        else token.attrSet('href', repository + path);
      }
    }
  });
}

/** Where a link of a page leads, when that is outside of the pages' folder. */
function pathInRepository(page: string, href: string): string | undefined {
  if (/^[a-z]+:|^[#/]/.test(href)) return undefined;
  const path = posix.normalize(posix.join('docs', posix.dirname(page), href));
  return path.startsWith('docs/') ? undefined : path;
}
