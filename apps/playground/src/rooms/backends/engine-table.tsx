import { engineIds, engineTitles } from '../../engine/engines.ts';
import { reports } from '../../engine/reports.ts';

/** Each engine: whether this browser has it, what it runs on, and why not where it does not. */
export function EngineTable() {
  return (
    <section class="card">
      <h2>Engines of this browser</h2>
      <div class="scroller" tabIndex={0} role="region" aria-label="Engines">
        <table class="texts">
          <thead>
            <tr>
              <th scope="col">Engine</th>
              <th scope="col">Here</th>
              <th scope="col">Runs as, or why not</th>
            </tr>
          </thead>
          <tbody>
            {engineIds.map((id) => {
              if (id === 'auto') return null;
              const report = reports.value.find((one) => one.id === id);
              return (
                <tr key={id} data-testid={`engine-${id}`}>
                  <th scope="row">{engineTitles[id]}</th>
                  <td>{report === undefined ? '…' : report.reason === undefined ? 'yes' : 'no'}</td>
                  <td class="reason">
                    {report?.reason ?? report?.engine ?? ''}
                    {report?.device !== undefined && <span class="muted"> on {report.device}</span>}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="muted small">
        {crossOriginIsolated
          ? 'This page is cross-origin isolated, so threads can share memory.'
          : 'This page is not cross-origin isolated, so WebAssembly has one thread: the server does not send the headers COOP and COEP.'}
      </p>
    </section>
  );
}
