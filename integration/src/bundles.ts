/** The two bundlers, as their users would call them. */
import { readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as esbuild from 'esbuild';
import * as vite from 'vite';

const forAll = {
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  loader: { '.wasm': 'file' },
  logLevel: 'silent', // it throws what it has to say
} satisfies esbuild.BuildOptions;

/** Bundles for Node.js; returns the path of the program. */
export async function bundleForNode(consumer: string, program = 'esbuild-node'): Promise<string> {
  const entry = join(consumer, `${program}.ts`);
  const outdir = join(consumer, 'dist-node');
  const forNode = { platform: 'node', target: 'node22', outExtension: { '.js': '.mjs' } } as const;
  // Node.js prints the line that threw: not one of 60 kB.
  await esbuild.build({ ...forAll, ...forNode, entryPoints: [entry], outdir, lineLimit: 200 });
  return join(outdir, `${program}.mjs`);
}

/** Bundles a page with esbuild; returns the folder to serve. */
export async function bundleWithEsbuild(consumer: string, script = 'esbuild-page'): Promise<string> {
  const outdir = join(consumer, 'dist-esbuild');
  await esbuild.build({ ...forAll, entryPoints: [join(consumer, `${script}.ts`)], outdir });
  const page = await readFile(join(consumer, 'index.html'), 'utf8');
  await writeFile(join(outdir, 'index.html'), page.replace(/[\w-]+\.ts/, `${script}.js`));
  return outdir;
}

/** Bundles a page with Vite; returns the folder to serve. */
export async function bundleWithVite(consumer: string): Promise<string> {
  const outDir = join(consumer, 'dist-vite');
  await vite.build({ root: consumer, configFile: false, logLevel: 'error', build: { outDir } });
  return outDir;
}

/** Starts Vite's development server. */
export async function serveWithVite(root: string, headers: Record<string, string>): Promise<vite.ViteDevServer> {
  const here = { host: '127.0.0.1', port: 0, headers, watch: null, hmr: false };
  // Two servers side by side must not share what they have prepared.
  const cacheDir = join(root, '.vite');
  const server = await vite.createServer({ root, cacheDir, configFile: false, logLevel: 'error', server: here });
  return server.listen();
}

/** Gzipped bytes of what `import { cpu }` becomes, the modules' chunks apart, and of the modules as files. */
export async function gzippedSizes(consumer: string): Promise<Record<string, number>> {
  const stdin = { contents: "export { cpu } from '@gemmule/backend-cpu';", resolveDir: consumer };
  const options = { ...forAll, stdin, outdir: consumer, metafile: true, write: false } as const;
  const { metafile, outputFiles } = await esbuild.build(options);
  const sizes: Record<string, number> = { cpu: 0 };
  for (const [index, { entryPoint = '' }] of Object.values(metafile.outputs).entries()) {
    const name = entryPoint.includes('/generated/') ? basename(entryPoint) : 'cpu';
    sizes[name] = (sizes[name] ?? 0) + gzippedSize(outputFiles[index]!.contents);
  }
  for (const name of ['simd.wasm', 'relaxed-simd.wasm']) {
    const path = join(consumer, 'node_modules/@gemmule/backend-cpu/dist/wasm', name);
    sizes[name] = gzippedSize(await readFile(path));
  }
  return sizes;
}

/** Gzipped bytes of what `import { gpu }` becomes, gpu.js included. */
export async function gzippedGpuSize(consumer: string): Promise<number> {
  const stdin = { contents: "export { gpu } from '@gemmule/backend-gpu';", resolveDir: consumer };
  const { outputFiles } = await esbuild.build({ ...forAll, stdin, outdir: consumer, write: false });
  return outputFiles.reduce((sum, { contents }) => sum + gzippedSize(contents), 0);
}

/** Gzipped bytes of all of `@gemmule/data` in a page, core apart: what is there at once, and what is loaded when it is needed. */
export async function gzippedDataSizes(consumer: string): Promise<{ atOnce: number; later: number }> {
  const stdin = { contents: "export * from '@gemmule/data';", resolveDir: consumer };
  const external = ['@gemmule/core'];
  const options = { ...forAll, stdin, external, outdir: consumer, metafile: true, write: false } as const;
  const { metafile, outputFiles } = await esbuild.build(options);
  const sizes = { atOnce: 0, later: 0 };
  for (const [index, { inputs }] of Object.values(metafile.outputs).entries()) {
    const isZip = Object.keys(inputs).some((input) => input.endsWith('/unzip.js'));
    sizes[isZip ? 'later' : 'atOnce'] += gzippedSize(outputFiles[index]!.contents);
  }
  return sizes;
}

function gzippedSize(content: Uint8Array): number {
  return gzipSync(content, { level: 9 }).length;
}
