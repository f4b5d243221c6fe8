import { describe, expect, test } from 'vitest';
import { conformanceCases } from './cases.ts';
import { runConformance } from './run-conformance.ts';
import { convolutionSabotages } from './testing/sabotage/convolution.ts';
import { elementwiseSabotages } from './testing/sabotage/elementwise.ts';
import { gemmSabotages } from './testing/sabotage/gemm.ts';
import { poolingSabotages } from './testing/sabotage/pooling.ts';
import { otherSabotages } from './testing/sabotage/rest.ts';

const sabotages = [
  ...convolutionSabotages,
  ...gemmSabotages,
  ...poolingSabotages,
  ...elementwiseSabotages,
  ...otherSabotages,
];

// Each backend has one thing broken. The cases named beside it must fail; naive-backend.test.ts shows that they pass on
// the same backend intact.
describe('a sabotaged backend is caught', () => {
  test.each(sabotages)('$what', async ({ make, caughtBy }) => {
    const cases = conformanceCases.filter((one) => caughtBy.includes(one.name));
    expect(cases.map((one) => one.name).sort()).toEqual([...caughtBy].sort());
    const results = await runConformance(make, { cases });
    // A failure that speaks: what was expected, or what the kernel did that it should not.
    const noticed = results.filter((one) => one.status === 'failed' && (one.message?.length ?? 0) > 20);
    expect(noticed.map((one) => one.name).sort()).toEqual([...caughtBy].sort());
  });
});
