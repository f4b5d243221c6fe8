/** Builds the site, with the API's reference below `/api/`. */
import { fileURLToPath } from 'node:url';
import { build } from 'vitepress';
import { readApi } from './api.ts';

const docs = fileURLToPath(new URL('..', import.meta.url));

const { app, project } = await readApi({ disableSources: true, hideGenerator: true });
await app.generateDocs(project, `${docs}public/api`);
if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error('the reference of the API is not clean');
await build(docs);
