// The Chromium that the browser tests run in: where it is, and what to say where there is none. Never one that Playwright
// downloads. No dependencies and no TypeScript here: `bootstrap.mjs` needs this before anything is installed.

import { existsSync, realpathSync } from 'node:fs';
import { basename, delimiter, dirname, isAbsolute, join } from 'node:path';

const variable = 'GEMMULE_CHROMIUM';

/** Which Vulkan driver to load, for Vulkan's loader; the description of SwiftShader's. */
const driverVariable = 'VK_ICD_FILENAMES';
const driver = 'vk_swiftshader_icd.json';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/**
 * Where the system keeps programs that it does not put on the PATH.
 *
 * @type {Partial<Record<NodeJS.Platform, string[]>>}
 */
const applications = {
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  win32: [join(process.env['ProgramFiles'] ?? '', 'Google', 'Chrome', 'Application', 'chrome.exe')],
};

/** The path that the user gives; then no other Chromium will do. */
export const namedChromium = process.env[variable] || undefined;

/** The path of Chromium, or of Chrome: the one that the user names, or else that of the system, if it has one. */
export function findChromium() {
  if (namedChromium !== undefined) return existsSync(namedChromium) ? namedChromium : undefined;
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'].filter(isAbsolute);
  const commands = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...commands, ...(applications[process.platform] ?? [])].find((path) => existsSync(path));
}

/** What to do where `findChromium` finds none, in a sentence that begins with whoever needs it. */
export function missingChromium(who = 'the browser tests need') {
  const remedy = `install Chromium or Chrome (on Debian: apt-get install chromium), or set ${variable} to the path of one`;
  const found = namedChromium === undefined ? 'there is none here' : `${variable}=${namedChromium} does not exist`;
  return `${who} Chromium, but ${found}: ${remedy}`;
}

/** A test page asks nothing of the world: Chromium shall not either. */
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * What Playwright is to start Chromium with.
 *
 * @param {readonly string[]} switches beside those that all have
 */
export function chromiumOptions(switches = []) {
  const executablePath = findChromium();
  return {
    ...(executablePath !== undefined && { executablePath }),
    args: [...quiet, ...switches],
    chromiumSandbox: process.getuid?.() !== 0, // root has none
  };
}

/** GPUs in software: SwiftShader, which comes with Chromium, for WebGL and for WebGPU. */
export const softwareGpu = [
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
];

/** The machine's own GPU: headless Chromium takes it on Linux by Vulkan, and offers WebGPU there only when told to. */
export const hardwareGpu = [
  '--enable-gpu',
  '--ignore-gpu-blocklist',
  '--enable-unsafe-webgpu',
  ...(process.platform === 'linux' ? ['--use-angle=vulkan', '--enable-features=Vulkan'] : []),
];

/**
 * The same in software for a Vulkan program outside of Chromium, such as Dawn in Node.js: what its environment must be for the loader and
 * the driver that lie beside Chromium. Empty where they are not found; then the host's own GPU is used.
 *
 * @returns {Record<string, string>}
 */
export function softwareVulkan() {
  const chromium = findChromium();
  if (chromium === undefined || process.env[driverVariable] !== undefined) return {};
  // Debian's command is a script, and the programs are elsewhere.
  const folders = [dirname(realpathSync(chromium)), join('/usr/lib', basename(chromium))];
  const folder = folders.find((path) => existsSync(join(path, driver)));
  return folder === undefined ? {} : { [driverVariable]: join(folder, driver), LD_LIBRARY_PATH: folder };
}
