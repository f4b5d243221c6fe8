import type { StepReport } from '@gemmule/nn';
import { Presets, SingleBar } from 'cli-progress';
import { duration, grouped } from './report.ts';

/** Shows how a training goes on. */
export interface Progress {
  /** After each step. */
  step(report: StepReport): void;
  /** When it is over, or interrupted. */
  stop(): void;
}

/** `process.stderr`, so that what goes to stdout are the results alone. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** A live bar on a terminal; elsewhere (a file, a pipe) a plain line every few seconds. */
export function trainingProgress(output: Output): Progress {
  return output.isTTY === true ? bar(output) : lines(output);
}

function bar(output: Output): Progress {
  const bar = new SingleBar(
    {
      stream: output,
      format: '{bar} {percentage} %  epoch {epoch}  loss {loss}  {speed} images/s  {left} left',
      barsize: 16,
      // Neither a hidden cursor nor a changed wrapping is left behind in the terminal if the process is killed.
      hideCursor: false,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  const pace = paceOf();
  let started = false;
  return {
    step(report) {
      const status = pace(report);
      if (!started) bar.start(report.steps, 0, status);
      started = true;
      bar.update(report.step, status);
    },
    stop: () => bar.stop(),
  };
}

/** Seconds. The first line comes soon, for it is the first to say how long it will take. */
const firstLine = 2;
const betweenLines = 5;

function lines(output: Output): Progress {
  const pace = paceOf();
  let next = firstLine;
  return {
    step(report) {
      const { epoch, loss, speed, left } = pace(report);
      const { step, steps, elapsed } = report;
      if (elapsed < next && step < steps) return;
      next = elapsed + betweenLines;
      const done = `${Math.floor((100 * step) / steps)} %`.padStart(5);
      const end = step < steps ? `, ${left} left` : '';
      output.write(`${done}  epoch ${epoch}, loss ${loss}, ${speed} images/s${end}\n`);
    },
    stop: () => undefined,
  };
}

/** What both show. Loss and speed of a single batch jump; a moving average shows where they go. */
function paceOf(): (report: StepReport) => Record<'epoch' | 'loss' | 'speed' | 'left', string> {
  const [lossOf, speedOf] = [movingAverage(), movingAverage()];
  return ({ epoch, epochs, step, steps, loss, samplesPerSecond, elapsed }) => ({
    epoch: `${epoch}/${epochs}`,
    loss: lossOf(loss).toFixed(3),
    speed: grouped(Math.round(speedOf(samplesPerSecond))),
    left: duration(((steps - step) * elapsed) / step),
  });
}

function movingAverage(): (value: number) => number {
  let average: number | undefined;
  return (value) => (average = average === undefined ? value : 0.95 * average + 0.05 * value);
}
