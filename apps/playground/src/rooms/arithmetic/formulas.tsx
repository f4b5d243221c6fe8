import type { Convolution } from '../../convolution/lab.ts';
import { formulasOf } from './formula.ts';

/** The sizes, as the engine's own rule computes them. */
export function Formulas({ convolution }: { readonly convolution: Convolution }) {
  const { inputShape, weightShape, outputShape, flops, engine, unreached, direct } = convolution;
  const missed = unreached.some((count) => count > 0);
  return (
    <section class="card">
      <h2>Sizes</h2>
      {formulasOf(convolution).map(({ axis, filled }) => (
        <p key={axis} class="formula">
          <span class="muted">{axis}</span> <code>{filled}</code>
        </p>
      ))}
      <p class="muted">output = {formulasOf(convolution)[0]?.general}</p>
      <dl>
        <dt>Shapes</dt>
        <dd>
          <code>
            [{inputShape.join(', ')}] ∗ [{weightShape.join(', ')}] → [{outputShape.join(', ')}]
          </code>
        </dd>
        <dt>Work</dt>
        <dd>{flops.toLocaleString('en')} FLOPs</dd>
        {direct !== undefined && (
          <>
            <dt>As a plain convolution</dt>
            <dd>
              {direct.zerosBetween.join(' × ')} zeros between the cells, padding{' '}
              {direct.padding.map(([before, after]) => `${before} + ${after}`).join(' and ')}, stride 1
            </dd>
          </>
        )}
        {missed && direct === undefined && (
          <>
            <dt>Not reached</dt>
            <dd>{unreached.join(' and ')} padded cells at the end, by no window</dd>
          </>
        )}
        <dt>Engine</dt>
        <dd>{engine}</dd>
      </dl>
    </section>
  );
}
