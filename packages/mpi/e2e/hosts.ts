import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Family } from './mpirun.ts';

/** Two hosts that are network namespaces of this machine: interfaces, addresses and names of their own, and a wire between. */
export interface Hosts extends Disposable {
  /** What a command becomes that starts processes on both. `mpirun` itself runs on the first. */
  command(family: Family, mpirun: string, rest: readonly string[]): string[];
  readonly env: Readonly<Record<string, string>>;
}

const ADDRESSES = ['10.77.0.1', '10.77.0.2'];

/** Why this machine does not allow hosts of its own, if so: that takes Linux, iproute2 and root's rights. */
export function whyNoHosts(): string | undefined {
  const name = `gemmule-${process.pid}-probe`;
  try {
    ip(['netns', 'add', name]);
    ip(['netns', 'delete', name]);
    return undefined;
  } catch (error) {
    return String(error).split('\n')[0];
  }
}

/** Sets the hosts up. @throws where `whyNoHosts` says so. */
export function twoHosts(): Hosts {
  const names = ['a', 'b'].map((letter) => `gemmule-${process.pid}-${letter}`);
  const folder = mkdtempSync(join(tmpdir(), 'gemmule-hosts-'));
  const remove = (): void => {
    for (const name of names) ip(['netns', 'delete', name], true);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    connect(names);
    const agent = writeAgent(folder, names);
    return {
      command: (family, mpirun, rest) => [
        ...onHost(names[0]!),
        mpirun,
        ...(family === 'openmpi' ? openMpiArguments(agent) : mpichArguments(agent)),
        ...rest,
      ],
      // MPICH would see that the hosts share a kernel, and use its memory; and take `lo`, which both have, for a way to the other.
      env: { UCX_TLS: 'tcp,self', UCX_NET_DEVICES: 'wire' },
      [Symbol.dispose]: remove,
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function connect(names: readonly string[]): void {
  for (const name of names) ip(['netns', 'add', name]);
  const [first, second] = names as [string, string];
  ip(['link', 'add', 'wire', 'netns', first, 'type', 'veth', 'peer', 'name', 'wire', 'netns', second]);
  names.forEach((name, i) => {
    ip(['-n', name, 'address', 'add', `${ADDRESSES[i]}/24`, 'dev', 'wire']);
    for (const device of ['lo', 'wire']) ip(['-n', name, 'link', 'set', device, 'up']);
  });
  for (const name of names) untilUp(name);
}

/** A wire is there a moment after both of its ends are up. */
function untilUp(name: string): void {
  for (let look = 0; look < 100; look++) {
    if (/\bUP\b/.test(ip(['-n', name, '-brief', 'link', 'show', 'wire']))) return;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  }
  throw new Error(`the wire of ${name} does not come up`);
}

/** What comes before a command that runs there. */
function onHost(name: string): string[] {
  return ['ip', 'netns', 'exec', name, 'unshare', '--uts', 'sh', '-c', `hostname ${name} && exec "$@"`, 'sh'];
}

/** What launchers call in place of ssh: `agent [options] address command...` */
function writeAgent(folder: string, names: readonly string[]): string {
  const agent = join(folder, 'agent.sh');
  const script = `#!/bin/sh
while [ "\${1#-}" != "$1" ]; do shift; done
case $1 in ${ADDRESSES[0]}) host=${names[0]} ;; *) host=${names[1]} ;; esac
shift
exec ip netns exec $host unshare --uts sh -c "hostname $host && $*"
`;
  writeFileSync(agent, script);
  chmodSync(agent, 0o755);
  return agent;
}

function openMpiArguments(agent: string): string[] {
  const settings = {
    plm_rsh_agent: agent,
    btl_tcp_if_include: '10.77.0.0/24',
    oob_tcp_if_include: '10.77.0.0/24',
  };
  const hosts = ADDRESSES.map((address) => `${address}:2`).join(',');
  return [
    ...Object.entries(settings).flatMap(([name, value]) => ['--mca', name, value]),
    '--map-by',
    'node',
    '--host',
    hosts,
  ];
}

function mpichArguments(agent: string): string[] {
  return ['-launcher', 'ssh', '-launcher-exec', agent, '-hosts', ADDRESSES.join(','), '-ppn', '1'];
}

function ip(args: readonly string[], isQuiet = false): string {
  try {
    return execFileSync('ip', args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 10_000, encoding: 'utf8' });
  } catch (error) {
    if (!isQuiet) throw error;
    return '';
  }
}
