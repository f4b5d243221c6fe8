import { maximum, minimum, ShapeError, widen } from '@gemmule/core';
import type { Operator } from '../graph/operator.ts';
import { mapNumbers } from '../values/host.ts';
import { onDevice } from '../values/value.ts';

/** `min(max(x, least), most)`. Before opset 11 the bounds are attributes. */
export const clipOperator: Operator = (node) => {
  const given = node.opset < 11;
  const least = given ? node.float('min', -Infinity) : -Infinity;
  const most = given ? node.float('max', Infinity) : Infinity;
  return (call) => {
    const bound = (index: number, otherwise: number): number => {
      const [value = otherwise, ...more] = call.optionalNumbers(index) ?? [];
      if (more.length > 0) throw new ShapeError(`its bound should be one number, got ${more.length + 1}`);
      return value;
    };
    const [from, to] = [bound(1, least), bound(2, most)];
    if (call.onHost(0)) {
      const f = (x: number): number => Math.min(Math.max(x, from), to);
      return [mapNumbers(call.dtype(0), call.shape(0), [call.hostValue(0)], f)];
    }
    const x = call.tensor(0);
    const raised = from === -Infinity ? x : widen(maximum(x, from));
    return [onDevice(to === Infinity ? raised : minimum(raised, to))];
  };
};
