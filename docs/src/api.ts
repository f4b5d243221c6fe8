import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Application, type ProjectReflection, type TypeDocOptions } from 'typedoc';

export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** The sources of all entry points of all packages. */
function entryPoints(): string[] {
  return readdirSync(`${root}packages`).flatMap((name) => {
    const manifest = JSON.parse(readFileSync(`${root}packages/${name}/package.json`, 'utf8')) as {
      exports: Record<string, { 'gemmule:source'?: string }>;
    };
    const sources = Object.values(manifest.exports).map((entry) => entry['gemmule:source'] ?? '');
    return sources
      .filter((source) => source.endsWith('.ts'))
      .map((source) => `${root}packages/${name}/${source.slice(2)}`);
  });
}

function typedoc(options: TypeDocOptions): Promise<Application> {
  return Application.bootstrap({
    name: 'Gemmule',
    entryPoints: entryPoints(),
    tsconfig: `${root}tsconfig.5.9.json`,
    skipErrorChecking: true, // that is the work of `pnpm run typecheck:5.9`
    readme: 'none',
    logLevel: 'Warn',
    ...options,
  });
}

/** The public interface of all packages: a module for each entry point, called as one imports it. */
export async function readApi(options: TypeDocOptions = {}): Promise<{ app: Application; project: ProjectReflection }> {
  const app = await typedoc(options);
  const project = await app.convert();
  if (project === undefined) throw new Error('typedoc could not read the packages');
  for (const module of project.children ?? []) {
    // packages/data/src/node/index.ts is called data/src/node
    module.name = `@gemmule/${module.name.replace('/src', '')}`;
  }
  return { app, project };
}
