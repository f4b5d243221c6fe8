import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { isDark } from '../../shell/theme.ts';
import { last, losses, opened, phase, trials } from './state.ts';
import { TrainButtons } from './train-buttons.tsx';

/** How the training goes. */
export function Curves() {
  const { value: report } = last;
  const trial = trials.value.at(-1);
  const loss = losses.value.slice(-20);
  const facts: readonly (readonly [string, string, string])[] = [
    ['Loss', loss.length === 0 ? '–' : (loss.reduce((sum, value) => sum + value, 0) / loss.length).toFixed(3), 'loss'],
    ['Right', trial === undefined ? '–' : `${(trial.accuracy * 100).toFixed(1)} %`, 'accuracy'],
    ['Of', trial === undefined ? '–' : `${trial.count} others`, 'count'],
    ['Step', report === undefined ? '–' : `${report.step} of ${report.steps}`, 'step'],
    ['Images a second', report === undefined ? '–' : Math.round(report.imagesPerSecond).toLocaleString('en'), 'speed'],
  ];
  return (
    <section class="card" aria-label="Progress">
      <div class="row spread">
        <TrainButtons />
        <p class="muted small" data-testid="engine">
          {opened.value === undefined ? 'No engine yet' : `Runs on ${opened.value.engine}`}
        </p>
      </div>
      <dl class="facts">
        {facts.map(([title, value, id]) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd data-testid={id}>{value}</dd>
          </div>
        ))}
      </dl>
      <progress
        aria-label="Steps"
        max={report?.steps ?? 1}
        value={phase.value === 'idle' && report === undefined ? 0 : (report?.step ?? 0)}
      />
      <div class="columns charts">
        <Chart title="Loss of each step" points={lossPoints} color="--positive" />
        <Chart
          title="Right of the images it does not learn from, %"
          points={accuracyPoints}
          color="--accent"
          range={[0, 100]}
        />
      </div>
    </section>
  );
}

type Points = [number[], number[]];

/** Most points that are drawn; each stands for the mean of some steps. */
const mostPoints = 400;

function lossPoints(): Points {
  const { value: all } = losses;
  const size = Math.max(1, Math.ceil(all.length / mostPoints));
  const points: Points = [[], []];
  for (let start = 0; start < all.length; start += size) {
    const some = all.slice(start, start + size);
    points[0].push(start + some.length);
    points[1].push(some.reduce((sum, value) => sum + value, 0) / some.length);
  }
  return points;
}

function accuracyPoints(): Points {
  return [trials.value.map(({ step }) => step), trials.value.map(({ accuracy }) => accuracy * 100)];
}

interface ChartProps {
  readonly title: string;
  readonly points: () => Points;
  /** A variable of the style sheet. */
  readonly color: string;
  readonly range?: [number, number];
}

function Chart({ title, points, color, range }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | undefined>(undefined);
  const dark: ReadonlySignal<boolean> = isDark;
  const data = points();
  useLayoutEffect(() => {
    const element = place.current!;
    const style = getComputedStyle(element);
    const axis = {
      stroke: style.getPropertyValue('--muted'),
      grid: { stroke: style.getPropertyValue('--line') },
      ticks: { show: false },
    };
    const plot = new uPlot(
      {
        width: Math.max(200, element.clientWidth),
        height: 170,
        legend: { show: false },
        scales: { x: { time: false }, ...(range === undefined ? {} : { y: { range } }) },
        axes: [
          { ...axis, size: 30 },
          { ...axis, size: 44 },
        ],
        series: [{}, { stroke: style.getPropertyValue(color), width: 2, points: { show: range !== undefined } }],
        cursor: { drag: { x: false, y: false } },
      },
      points(),
      element,
    );
    chart.current = plot;
    const resize = new ResizeObserver(() => plot.setSize({ width: Math.max(200, element.clientWidth), height: 170 }));
    resize.observe(element);
    return () => {
      resize.disconnect();
      plot.destroy();
    };
  }, [dark.value]);
  useEffect(() => chart.current?.setData(data), [data]);
  const latest = data[1].at(-1);
  return (
    <figure>
      <figcaption>
        <span>{title}</span>
      </figcaption>
      <div
        ref={place}
        class="chart"
        role="img"
        aria-label={
          latest === undefined
            ? `${title}: nothing yet`
            : `${title}: ${data[1].length} points, the last ${latest.toFixed(2)}`
        }
      />
    </figure>
  );
}
