import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Writes the service worker, with the list of all files of the site in front of it. Its version is a hash of them: a browser takes
 * the new site once all of it is there, and when the last page of the old one is closed.
 */
export function offline(): Plugin {
  let publicFolder = '';
  return {
    name: 'offline',
    apply: 'build',
    // Behind what writes the page.
    enforce: 'post',
    configResolved: ({ publicDir }) => {
      publicFolder = publicDir;
    },
    generateBundle(_, bundle) {
      const hash = createHash('sha256');
      const files = Object.entries(bundle).map(([name, output]) => {
        hash.update(name).update(output.type === 'chunk' ? output.code : output.source);
        return name;
      });
      for (const path of filesIn(publicFolder)) {
        hash.update(path).update(readFileSync(join(publicFolder, path)));
        files.push(path);
      }
      const template = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8');
      hash.update(template);
      const version = hash.digest('hex').slice(0, 16);
      const constants = `const VERSION = '${version}';\nconst FILES = ${JSON.stringify(files.toSorted(), null, 2)};\n`;
      this.emitFile({ type: 'asset', fileName: 'service-worker.js', source: `${constants}\n${template}` });
    },
  };
}

/** With `/` between folders, as in addresses. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'));
}
