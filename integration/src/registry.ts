/** A registry of packages on this machine's own network, so that a package manager can install them as it would from the real one. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, join, sep } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Registry {
  readonly address: string;
  /** What was asked for and is not there. */
  readonly missing: string[];
  close(): Promise<void>;
}

export interface Manifest {
  name: string;
  version: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** Serves these archives, with the manifests that are in them; `mend` may change how a manifest is listed. */
export async function startRegistry(
  archives: readonly string[],
  mend: (manifest: Manifest) => Manifest = (manifest) => manifest,
): Promise<Registry> {
  const packages = new Map<string, { readonly manifest: Manifest; readonly archive: string; readonly hash: string }>();
  for (const archive of archives) {
    const hash = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64');
    const manifest = mend(await packedManifest(archive));
    packages.set(manifest.name, { manifest, archive, hash });
  }
  const files = new Map(archives.map((archive) => [basename(archive), archive]));
  const missing: string[] = [];

  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname).slice(1);
    const file = files.get(path.replace(/^archives\//, ''));
    if (file !== undefined) {
      readFile(file).then(
        (content) => response.writeHead(200, { 'Content-Type': 'application/octet-stream' }).end(content),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
      return;
    }
    const found = packages.get(path);
    if (found === undefined) {
      missing.push(path);
      response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"error":"not found"}');
      return;
    }
    const { manifest, archive, hash } = found;
    const tarball = `http://${request.headers.host}/archives/${basename(archive)}`;
    const listed = {
      ...manifest,
      _id: `${manifest.name}@${manifest.version}`,
      dist: { tarball, integrity: `sha512-${hash}` },
    };
    const content = {
      name: manifest.name,
      'dist-tags': { latest: manifest.version },
      versions: { [manifest.version]: listed },
      time: { [manifest.version]: '2026-01-01T00:00:00.000Z' },
    };
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(content));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    missing,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The manifest as it is in an archive. */
async function packedManifest(archive: string): Promise<Manifest> {
  // The folder in an archive may have any name; that of npm and pnpm is `package`.
  const { stdout } = await run('tar', ['-xzOf', archive, 'package/package.json'], { timeout: 30_000 });
  return JSON.parse(stdout) as Manifest;
}

/** The folder of a package that `folder`, a package that pnpm has installed, depends on; undefined where this machine has none. */
async function dependencyOf(folder: string, name: string): Promise<string | undefined> {
  const real = await realpath(folder);
  const modules = real.lastIndexOf(`${sep}node_modules${sep}`);
  const candidates = [join(real, 'node_modules', name)];
  if (modules >= 0) candidates.push(join(real.slice(0, modules), 'node_modules', name));
  for (const candidate of candidates) {
    const found = await realpath(candidate).catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The folders of all packages of other people that these folders need, as pnpm has installed them. */
export async function thirdParties(folders: readonly string[], isOurs: (name: string) => boolean): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (folder: string): Promise<void> => {
    const { dependencies, optionalDependencies } = JSON.parse(
      await readFile(join(folder, 'package.json'), 'utf8'),
    ) as Manifest;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      if (isOurs(name)) continue;
      const dependency = await dependencyOf(folder, name);
      if (dependency === undefined || found.has(dependency)) continue;
      found.add(dependency);
      await visit(dependency);
    }
  };
  for (const folder of folders) await visit(folder);
  return [...found];
}
