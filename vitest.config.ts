import { defineConfig } from 'vitest/config';

const conditions = ['gemmule:source'];

const projects = {
  core: 'packages/core',
  'backend-cpu': 'packages/backend-cpu',
  nn: 'packages/nn',
  conformance: 'packages/conformance',
  'example-mnist': 'examples/mnist',
  'example-lessons': 'examples/lessons',
  bench: 'bench',
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default', 'json'] : ['default'],
    outputFile: { json: 'node_modules/.cache/vitest-report.json' },
    projects: Object.entries(projects).map(([name, root]) => ({
      resolve: { conditions },
      ssr: { resolve: { conditions, externalConditions: conditions } },
      root,
      test: {
        name,
        environment: 'node',
        include: ['src/**/*.test.ts'],
        testTimeout: 60_000,
        hookTimeout: 60_000,
        typecheck: {
          enabled: true,
          include: ['src/**/*.test-d.ts'],
          tsconfig: 'tsconfig.json',
          ignoreSourceErrors: true, // those are for `pnpm run typecheck`
        },
      },
    })),
  },
});
