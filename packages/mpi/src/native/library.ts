import { MpiError } from '../mpi-error.ts';
import type { Family, Launcher } from './launcher.ts';

/** Names a dynamic linker finds the libraries by, the usual one first. */
const names: Readonly<Record<Family, Readonly<Record<string, readonly string[]>>>> = {
  openmpi: { linux: ['libmpi.so.40'], darwin: ['libmpi.40.dylib', '/opt/homebrew/lib/libmpi.40.dylib'] },
  mpich: {
    // Debian's name, and the one of MPICH's initiative for a common interface, which Intel and Cray follow.
    linux: ['libmpich.so.12', 'libmpi.so.12'],
    darwin: ['libmpi.12.dylib', '/opt/homebrew/lib/libmpi.12.dylib'],
  },
};

const packages: Readonly<Record<Family, string>> = {
  openmpi: 'Open MPI (Debian and Ubuntu: openmpi-bin, Fedora: openmpi, Homebrew: open-mpi)',
  mpich: 'MPICH (Debian, Ubuntu, Fedora and Homebrew: mpich)',
};

/** Where to look, by the variable that overrides it, or by who started the process. */
export function libraryNames(launcher: Launcher, override: string | undefined, platform: string): readonly string[] {
  if (override !== undefined && override !== '') return [override];
  return familiesOf(launcher).flatMap((family) => names[family][platform] ?? []);
}

/**
 * The first library that `load` can open.
 *
 * @throws MpiError with the package to install where there is none.
 */
export function openLibrary<L>(
  launcher: Launcher,
  candidates: readonly string[],
  load: (name: string) => L,
): { readonly name: string; readonly library: L } {
  const reasons: string[] = [];
  for (const name of candidates) {
    try {
      return { name, library: load(name) };
    } catch (error) {
      reasons.push(error instanceof Error ? error.message : String(error));
    }
  }
  const wanted = familiesOf(launcher).map((family) => packages[family]);
  throw new MpiError(
    `mpi: this process was started by ${launcher.name}, but its library (${candidates.join(', ') || 'none is known here'}) ` +
      `cannot be opened; install ${wanted.join(' or ')}, or set GEMMULE_MPI_LIBRARY to its path` +
      reasons.map((reason) => `\n  ${reason.trim()}`).join(''),
  );
}

function familiesOf({ family }: Launcher): readonly Family[] {
  return family === undefined ? ['openmpi', 'mpich'] : [family];
}
