import { add, affine, broadcastRule, matmul, matmulRule, widen } from '@gemmule/core';
import type { Operator } from '../graph/operator.ts';
import { onDevice } from '../values/value.ts';

export const matMulOperator: Operator = () => (call) => {
  const [a, b] = [call.tensor(0), call.tensor(1)];
  call.claim(matmulRule(a.shape, b.shape, false, false).shape);
  return [onDevice(matmul(a, b))];
};

/** `alpha * A B + beta * C`, A and B perhaps transposed, C broadcast to the product. */
export const gemmOperator: Operator = (node) => {
  const [alpha, beta] = [node.float('alpha', 1), node.float('beta', 1)];
  const [transposeA, transposeB] = [node.flag('transA', false), node.flag('transB', false)];
  return (call) => {
    const [a, b, c] = [call.tensor(0), call.tensor(1), call.optionalTensor(2)];
    const { shape } = matmulRule(a.shape, b.shape, transposeA, transposeB);
    call.claim(c === undefined ? shape : broadcastRule('Gemm', shape, c.shape));
    const product = widen(matmul(a, b, { transposeA, transposeB }));
    const scaled = alpha === 1 ? product : affine(product, alpha, 0);
    if (c === undefined) return [onDevice(scaled)];
    return [onDevice(add(scaled, beta === 1 ? c : affine(c, beta, 0)))];
  };
};
