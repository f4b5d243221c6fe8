import { scope } from '@gemmule/core';
import * as nn from '@gemmule/nn';
import { type DataFormat, shapeHere, shapeThere, toHere, toThere } from '../layout.ts';

/** A layer of one that works on the file's layout: its last axis are the channels. What has less than three axes stays as it is. */
export function inFileLayout(format: DataFormat, inner: nn.AnyLayer): nn.AnyLayer {
  return nn.layer<nn.ShapeFn>({
    kind: inner.kind,
    layers: [inner],
    forward: (x, pass) => scope(() => toHere(format, inner.run(toThere(format, x), pass))),
    plan: (shape, planner) => shapeHere(format, planner.run('0', inner, shapeThere(format, shape))),
  });
}

/** What the values of an inner layer are called in the outer one. */
export function ofInner(values: Readonly<Record<string, Float32Array>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(values).map(([name, data]) => [`0.${name}`, data]));
}
