import { columnsBackend } from './testing/columns-transpose.ts';
import { referenceOverrides } from './testing/reference-overrides.ts';
import { describeBackend } from './vitest.ts';

// Everything runs with the overrides and a second time without them; and core hands out scratch columns.
describeBackend('the naive backend with overrides', () => ({ ...columnsBackend(), overrides: referenceOverrides }), {
  print: () => undefined,
});
