import { playwright } from '@vitest/browser-playwright';
import { configDefaults, defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { chromiumOptions, softwareGpu, softwareVulkan } from './scripts/chromium.mjs';

const conditions = ['gemmule:source'];
/** What the tests of the GPU backend get from outside. */
const provide = 'packages/conformance/src/testing/provide.ts';
const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 };

const nodeProjects = {
  core: 'packages/core',
  'backend-cpu': 'packages/backend-cpu',
  'backend-gpu': 'packages/backend-gpu',
  nn: 'packages/nn',
  onnx: 'packages/onnx',
  zoo: 'packages/zoo',
  data: 'packages/data',
  tfjs: 'packages/tfjs',
  mpi: 'packages/mpi',
  conformance: 'packages/conformance',
  'example-terminal': 'examples/terminal',
  'example-mnist': 'examples/mnist',
  'example-lessons': 'examples/lessons',
  'example-autoencoder': 'examples/autoencoder',
  'example-segmentation': 'examples/segmentation',
  'example-reading': 'examples/reading',
  'example-fashion': 'examples/fashion',
  'example-distributed': 'examples/distributed',
  'example-super-resolution': 'examples/super-resolution',
  bench: 'bench',
  docs: 'docs',
  playground: 'apps/playground',
};

function nodeProject(name: string, root: string): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    root,
    test: {
      ...timeouts,
      name,
      environment: 'node',
      include: ['src/**/*.test.ts'],
      exclude: [...configDefaults.exclude, '**/*.browser*.test.ts', '**/*.node-gpu.test.ts'],
      typecheck: {
        enabled: true,
        include: ['src/**/*.test-d.ts'],
        tsconfig: 'tsconfig.json',
        ignoreSourceErrors: true, // those are for `pnpm run typecheck`
      },
    },
  };
}

/** What users do with the packages: as built, packed and bundled, in Node.js and in pages. */
function integrationProject(): TestProjectInlineConfiguration {
  const globalSetup = ['scripts/require-chromium.mjs', 'integration/src/setup.ts'];
  return { test: { ...timeouts, name: 'integration', include: ['integration/src/**/*.test.ts'], globalSetup } };
}

/** The playground as a visitor has it: built, below some path, in Chromium. */
function playgroundProject(): TestProjectInlineConfiguration {
  const globalSetup = ['scripts/require-chromium.mjs', 'apps/playground/e2e/setup.ts'];
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      ...timeouts,
      name: 'playground-e2e',
      include: ['apps/playground/e2e/**/*.test.ts'],
      globalSetup,
      // A page answers when it can, and machines are busy.
      expect: { poll: { timeout: 20_000 } },
    },
  };
}

/** Jobs under real mpirun, with each MPI that is installed. */
function mpirunProject(): TestProjectInlineConfiguration {
  return { test: { ...timeouts, name: 'mpirun', include: ['packages/mpi/e2e/**/*.test.ts'] } };
}

/** What makes a page cross-origin isolated; others have no SharedArrayBuffer. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

interface BrowserProject {
  /** Headers of the pages and of all that they load. */
  readonly headers?: Record<string, string>;
  /** Chromium's switches, beside those that all projects have. */
  readonly switches?: readonly string[];
  /** What runs before the tests, outside of the page. */
  readonly setup?: readonly string[];
}

/** The tests in files called `*.<name>.test.ts`, each in a page of its own of a headless Chromium. */
function browserProject(name: `browser${string}`, project: BrowserProject): TestProjectInlineConfiguration {
  const { headers = {}, switches = [], setup = [] } = project;
  return {
    resolve: { conditions },
    server: { headers },
    test: {
      ...timeouts,
      name,
      include: [`**/*.${name}.test.ts`],
      globalSetup: ['scripts/require-chromium.mjs', ...setup],
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: chromiumOptions(switches) }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
}

/** Dawn, which is WebGPU for Node.js, on the software driver that comes with Chromium. */
function nodeGpuProject(): TestProjectInlineConfiguration {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      ...timeouts,
      name: 'node-gpu',
      environment: 'node',
      include: ['{packages,examples}/*/src/**/*.node-gpu.test.ts'],
      globalSetup: ['scripts/require-chromium.mjs', provide],
      env: softwareVulkan(),
    },
  };
}

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: 'node_modules/.cache/vitest-report.json' },
    projects: [
      ...Object.entries(nodeProjects).map(([name, root]) => nodeProject(name, root)),
      integrationProject(),
      playgroundProject(),
      mpirunProject(),
      nodeGpuProject(),
      browserProject('browser', { headers: isolation }),
      browserProject('browser-unisolated', {}),
      browserProject('browser-gpu', {
        switches: softwareGpu,
        setup: [provide],
      }),
    ],
  },
});
