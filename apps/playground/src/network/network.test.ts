import { cpu } from '@gemmule/backend-cpu';
import { ones, registerBackend, unregisterBackend } from '@gemmule/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildNetwork } from './build.ts';
import { fitted } from './fit.ts';
import { CodeError, parseNetwork, printNetwork } from './network-code.ts';
import { networkPresets } from './presets.ts';

beforeAll(async () => void (await registerBackend(cpu({ engine: 'typescript' }))));
afterAll(() => unregisterBackend('cpu'));

describe.each(networkPresets)('$title', ({ code }) => {
  it('is read and printed as it is written', () => {
    expect(printNetwork(parseNetwork(code))).toBe(code);
  });

  it('tells digits apart, in its sizes', () => {
    const spec = parseNetwork(code);
    const model = buildNetwork(spec);
    expect(model.run(ones([2, 1, 28, 28])).shape).toEqual([2, 10]);
    expect(printNetwork(fitted(spec))).toBe(code);
    model.dispose();
  });
});

it('reads sums, negative numbers and comments', () => {
  const code = "nn.network(['N', -1 + 2, 28, 28], // gray\n nn.linear(32 * 7 * 7, 10, { bias: false }));";
  expect(printNetwork(parseNetwork(code))).toBe(
    "nn.network(\n  ['N', 1, 28, 28],\n  nn.linear(1568, 10, { bias: false }),\n)",
  );
});

describe('what is no network is refused, and not run', () => {
  it.each([
    ['', /Unexpected token/],
    ['nn.network(', /Unexpected token/],
    ['1', /must be one call of nn\.network/],
    ['nn.relu()', /must be one call of nn\.network/],
    ['nn.network(3)', /begins with the shape/],
    ["nn.network(['N'], 3)", /argument 2 of nn\.network is no layer/],
    ["nn.network(['N']); alert(1)", /this is behind the end, in line 1 at 'alert\(1\)'/],
    ["nn.network(['N'],\n  alert(1))", /only numbers.*in line 2 at 'alert\(1\)\)'/],
    ["nn.network(['N'], nn['relu']())", /only numbers/],
    ["nn.network(['N'], other.relu())", /only numbers/],
    ['nn.network([`N`])', /only numbers/],
    ['nn.network([x])', /only numbers/],
    ['nn.network([,1])', /a list has no gaps/],
    ["nn.network(['N'], nn.conv2d({ ...a }))", /options are written as name: value/],
    ["nn.network(['N'], nn.conv2d({ get a() { return 1; } }))", /options are written as name: value/],
    ["nn.network(['N'], nn.conv2d({ [1]: 2 }))", /options are written as name: value/],
    ["nn.network(['N'], nn.conv2d({ a }))", /a has no value/],
    ['nn.network([null])', /only numbers/],
    ["nn.network(['N' + 1])", /only numbers/],
  ])('%s', (code, message) => {
    expect(() => parseNetwork(code)).toThrow(CodeError);
    expect(() => parseNetwork(code)).toThrow(message);
  });

  it.each(['constructor', 'toString', '__proto__', 'train', 'network'])('nn.%s()', (name) => {
    expect(() => buildNetwork(parseNetwork(`nn.network(['N'], nn.${name}())`))).toThrow(`there is no layer nn.${name}`);
  });
});

it('says in the words of the engine where a layer does not fit, and can mend it', () => {
  const spec = parseNetwork(
    "nn.network(['N', 1, 28, 28], nn.conv2d({ in: 1, out: 6, kernel: 3 }), nn.batchNorm2d(8), " +
      'nn.conv2d({ in: 4, out: 4, kernel: 3 }), nn.flatten(), nn.linear(7, 10))',
  );
  expect(() => buildNetwork(spec)).toThrow(/^layer 1: batchNorm2d: /);
  expect(printNetwork(fitted(spec)).split('\n').slice(2, -1)).toEqual([
    '  nn.conv2d({ in: 1, out: 6, kernel: 3 }),',
    '  nn.batchNorm2d(6),',
    '  nn.conv2d({ in: 6, out: 4, kernel: 3 }),',
    '  nn.flatten(),',
    '  nn.linear(2304, 10),',
  ]);
});
