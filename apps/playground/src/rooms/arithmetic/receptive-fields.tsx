import type { Convolution } from '../../convolution/lab.ts';

/** What one output sees of the input, where such layers are stacked. */
export function ReceptiveFields({ convolution: { receptiveFields } }: { readonly convolution: Convolution }) {
  return (
    <section class="card">
      <h2>Receptive field</h2>
      {receptiveFields.length === 0 ? (
        <p class="muted">
          Of a transposed convolution, see how many inputs a window holds: most of its taps fall on zeros.
        </p>
      ) : (
        <table>
          <caption class="muted">Layers like this one behind each other, for as long as there is room</caption>
          <thead>
            <tr>
              <th scope="col">Layers</th>
              <th scope="col">Sees</th>
              <th scope="col">From one to the next</th>
              <th scope="col">First begins at</th>
            </tr>
          </thead>
          <tbody>
            {receptiveFields.map((axes, i) => (
              <tr key={i}>
                <th scope="row">{i + 1}</th>
                <td>{axes.map(({ size }) => size).join(' × ')}</td>
                <td>{axes.map(({ stride }) => stride).join(' × ')}</td>
                <td>{axes.map(({ start }) => `${start}`.replace('-', '−')).join(' × ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
