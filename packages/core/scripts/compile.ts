/** Runs a TypeScript compiler over generated code, for tests of types that are too many to write down. */
import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Compilation {
  /** What the compiler printed: errors, then statistics. */
  readonly output: string;
  /** The lines (counted from 1) that have errors. */
  readonly errorLines: number[];
  /** Types instantiated, the measure of its work that does not depend on the machine. */
  readonly instantiations: number;
}

const compilers = { '7': 'typescript', '5.9': 'typescript-5.9' } as const;

/** Checks one module, which stands in a temporary folder, with a compiler that the repository has installed. */
export async function compile(source: string, version: keyof typeof compilers): Promise<Compilation> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gemmule-types-')));
  try {
    const compilerOptions = {
      strict: true,
      noEmit: true,
      target: 'es2024',
      module: 'nodenext',
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      lib: ['es2024'],
      types: [],
    };
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['cases.ts'] }));
    await writeFile(join(folder, 'cases.ts'), source);
    const output = await runCompiler(version, folder);
    const errors = output.matchAll(/^cases\.ts\((\d+),/gm);
    const instantiations = /^Instantiations:\s*(\d+)/m.exec(output)?.[1];
    // Without statistics the compiler did not get to the end.
    if (instantiations === undefined) throw new Error(`tsc: ${output}`);
    return {
      output,
      errorLines: Array.from(errors, (match) => Number(match[1])),
      instantiations: Number(instantiations),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function runCompiler(version: keyof typeof compilers, folder: string): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve(`${compilers[version]}/package.json`));
  const args = [join(root, 'bin/tsc'), '--project', folder, '--extendedDiagnostics', '--pretty', 'false'];
  return new Promise((resolve) => {
    // tsc exits with an error code where the code has errors, and with a signal where it takes too long.
    execFile(process.execPath, args, { cwd: folder, timeout: 120_000, maxBuffer: 1 << 26 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
