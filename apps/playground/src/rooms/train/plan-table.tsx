import type { Plan } from './trainer.ts';

/** `model.plan()`: what each layer makes, learns, computes and needs, before anything runs. */
export function PlanTable({ plan }: { readonly plan: Plan | undefined }) {
  return (
    <section class="card">
      <h2>Plan</h2>
      <div class="scroller" tabIndex={0} role="region" aria-label="Plan of the network">
        <table>
          <thead>
            <tr>
              <th scope="col">Layer</th>
              <th scope="col">Output</th>
              <th scope="col">Parameters</th>
              <th scope="col">FLOPs</th>
              <th scope="col">Workspace</th>
            </tr>
          </thead>
          <tbody>
            {plan?.rows.map(({ name, kind, outputShape, parameters, flops, workspaceBytes }) => (
              <tr key={name}>
                <th scope="row">
                  <span class="muted">{name}</span> {kind}
                </th>
                <td>{outputShape.slice(1).join('×')}</td>
                <td>{grouped(parameters)}</td>
                <td>{grouped(flops)}</td>
                <td>{bytes(workspaceBytes)}</td>
              </tr>
            ))}
          </tbody>
          {plan !== undefined && (
            <tfoot>
              <tr>
                <th scope="row">All, for one step</th>
                <td />
                <td data-testid="parameters">{grouped(plan.totals.parameters)}</td>
                <td>{grouped(plan.totals.flops)}</td>
                <td>{bytes(plan.totals.workspaceBytes)}</td>
              </tr>
            </tfoot>
          )}
        </table>
      </div>
    </section>
  );
}

function grouped(value: number): string {
  return value.toLocaleString('en');
}

function bytes(value: number): string {
  return value === 0 ? '0' : `${grouped(Math.ceil(value / 1024))} KiB`;
}
