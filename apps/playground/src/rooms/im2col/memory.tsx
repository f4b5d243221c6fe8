import type { Columns } from '../../convolution/lab.ts';

/** What the column matrix costs, beside what cannot be done without. */
export function Memory({ columns: { memory } }: { readonly columns: Columns }) {
  const largest = Math.max(...Object.values(memory), 1);
  const rows: readonly (readonly [string, number, string])[] = [
    ['Input', memory.input, ''],
    ['Kernels', memory.weight, ''],
    ['Output', memory.output, ''],
    ['Column matrix', memory.matrix, `${(memory.matrix / memory.input).toFixed(1)} times the input`],
    ['The implicit way', memory.workspace, implicit(memory.workspace, memory.matrix)],
  ];
  return (
    <section class="card">
      <h2>Memory</h2>
      <table class="bars">
        <caption class="muted">For one image. The last line is what this engine asks for to compute the same.</caption>
        <tbody>
          {rows.map(([title, bytes, note]) => (
            <tr key={title}>
              <th scope="row">{title}</th>
              <td data-testid={`memory-${title.toLowerCase().replaceAll(' ', '-')}`}>{bytes.toLocaleString('en')} B</td>
              <td class="bar">
                <meter min={0} max={largest} value={bytes} aria-label={`${title}, beside the others`} />
              </td>
              <td class="muted">{note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function implicit(workspace: number, matrix: number): string {
  if (workspace === 0) return 'looks up inside of the product what a tap sees';
  return workspace < matrix ? 'a part of the matrix at a time' : 'the matrix itself';
}
