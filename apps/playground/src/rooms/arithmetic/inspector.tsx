import type { Convolution } from '../../convolution/lab.ts';
import { focus } from '../../convolution/state.ts';
import { tapsOn, type Term, termsOf, weightAt } from '../../convolution/window.ts';
import type { Pointed } from './pictures.tsx';

interface InspectorProps {
  readonly convolution: Convolution;
  readonly pointed: Pointed | undefined;
}

/** How one number came about: an output, or the gradient of an input. */
export function Inspector({ convolution, pointed }: InspectorProps) {
  const { at, inChannel, outChannel } = focus.value;
  if (pointed?.kind === 'field') {
    return <Fed convolution={convolution} cell={pointed.cell} inChannel={inChannel} />;
  }
  const output = pointed?.kind === 'output' ? pointed.cell : at;
  return <DotProduct convolution={convolution} output={output} outChannel={outChannel} />;
}

/** Most products that are written out. */
const mostTerms = 150;

interface DotProductProps {
  readonly convolution: Convolution;
  readonly output: number;
  readonly outChannel: number;
}

function DotProduct({ convolution, output: cell, outChannel }: DotProductProps) {
  const { output } = convolution;
  const terms = termsOf(convolution, outChannel, cell);
  const value = output.data[outChannel * output.height * output.width + cell]!;
  const [row, column] = [Math.floor(cell / output.width), cell % output.width];
  return (
    <section class="inspector" aria-label="Dot product">
      <h2>
        Output at row {row}, column {column} = <output data-testid="output-value">{number(value)}</output>
      </h2>
      <p class="muted">
        {terms.length} product{terms.length === 1 ? '' : 's'}: what the window sees, times the kernel. Those on padding{' '}
        {convolution.direct === undefined ? '' : 'and on zeros put in '}are pale.
      </p>
      <p class="terms">
        {terms.slice(0, mostTerms).map((term, i) => (
          <Product key={i} term={term} isFirst={i === 0} isPale={convolution.sources[term.cell]! < 0} />
        ))}
        {terms.length > mostTerms && <span class="muted"> … and {terms.length - mostTerms} more</span>} ={' '}
        <strong data-testid="sum">{number(terms.reduce((sum, { value, weight }) => sum + value * weight, 0))}</strong>
      </p>
    </section>
  );
}

interface ProductProps {
  readonly term: Term;
  readonly isFirst: boolean;
  readonly isPale: boolean;
}

function Product({ term: { value, weight }, isFirst, isPale }: ProductProps) {
  return (
    <span class={isPale ? 'term pale' : 'term'}>
      {isFirst ? '' : ' + '}
      {number(value)}·{weight < 0 ? `(${number(weight)})` : number(weight)}
    </span>
  );
}

interface FedProps {
  readonly convolution: Convolution;
  readonly cell: number;
  readonly inChannel: number;
}

/** The outputs that a cell of the input feeds, and so its gradient. */
function Fed({ convolution, cell, inChannel }: FedProps) {
  const { sources, field, input, output, gradient, settings } = convolution;
  const source = sources[cell]!;
  const [row, column] = [Math.floor(cell / field.width), cell % field.width];
  if (source < 0) {
    return (
      <section class="inspector" aria-label="Input cell">
        <h2>
          Row {row}, column {column} is {convolution.direct === undefined ? 'padding' : 'a zero that was put in'}
        </h2>
        <p class="muted">It is no number of the input, so it has no gradient.</p>
      </section>
    );
  }
  const taps = tapsOn(convolution, source);
  const { inChannels, outChannels, groups } = settings;
  const first = Math.floor(inChannel / (inChannels / groups)) * (outChannels / groups);
  const weights = taps.flatMap((tap) =>
    Array.from({ length: outChannels / groups }, (_, o) => weightAt(convolution, inChannel, first + o, tap.kernel)),
  );
  const outputs = new Set(taps.map((tap) => tap.output));
  const area = gradient.height * gradient.width;
  return (
    <section class="inspector" aria-label="Input cell">
      <h2>
        Input at row {Math.floor(source / input.width)}, column {source % input.width} ={' '}
        {number(input.data[inChannel * area + source]!)}, gradient{' '}
        <output data-testid="gradient">{number(gradient.data[inChannel * area + source]!)}</output>
      </h2>
      <p class="muted">
        It feeds {outputs.size} of {output.height * output.width} outputs
        {outChannels / groups > 1 ? ` in ${outChannels / groups} channels` : ''}. If the sum of all outputs is what
        counts, its gradient is the sum of the weights that it meets there:
      </p>
      <p class="terms">
        {weights.slice(0, mostTerms).map((weight, i) => (
          <span key={i} class="term">
            {i === 0 ? '' : ' + '}
            {weight < 0 ? `(${number(weight)})` : number(weight)}
          </span>
        ))}
        {weights.length > mostTerms && <span class="muted"> … and {weights.length - mostTerms} more</span>} ={' '}
        <strong data-testid="sum">{number(weights.reduce((sum, weight) => sum + weight, 0))}</strong>
      </p>
    </section>
  );
}

function number(value: number): string {
  return `${value}`.replace('-', '−');
}
