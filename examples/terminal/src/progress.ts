import type { StepReport } from '@gemmule/nn';
import { Presets, SingleBar } from 'cli-progress';
import { duration, grouped } from './report.ts';

/** Shows how some work goes on: a live bar on a terminal; elsewhere (a file, a pipe) a plain line every few seconds. */
export interface Progress<Report> {
  /** After each step. */
  step(report: Report): void;
  /** When it is over, or interrupted. */
  stop(): void;
}

/** `process.stderr`, so that what goes to stdout are the results alone. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean };

/** The progress of a training. */
export function trainingProgress(output: Output, noun = 'images'): Progress<StepReport> {
  const show = display(output, `epoch {epoch}, loss {loss}, {speed} ${noun}/s`);
  // Loss and speed of a single batch jump; a moving average shows where they go.
  const [lossOf, speedOf] = [movingAverage(), movingAverage()];
  return {
    step({ epoch, epochs, step, steps, loss, samplesPerSecond, elapsed }) {
      const speed = grouped(Math.round(speedOf(samplesPerSecond)));
      show.update(step, steps, elapsed, { epoch: `${epoch}/${epochs}`, loss: lossOf(loss).toFixed(3), speed });
    },
    stop: () => show.stop(),
  };
}

/** The progress of work that is counted; `step` is told how much of it is done. */
export function countProgress(output: Output, total: number, noun: string): Progress<number> {
  const show = display(output, `{done} of ${total} ${noun}`);
  const start = performance.now();
  return {
    step: (done) => show.update(done, total, (performance.now() - start) / 1000, { done: String(done) }),
    stop: () => show.stop(),
  };
}

interface Display {
  /** @param elapsed seconds since the beginning */
  update(done: number, total: number, elapsed: number, status: Readonly<Record<string, string>>): void;
  stop(): void;
}

/** @param format what stands behind the percentage: text, and names of the status in braces */
function display(output: Output, format: string): Display {
  return (output.isTTY === true ? bar : lines)(output, `${format}, {left} left`);
}

function bar(output: Output, format: string): Display {
  const bar = new SingleBar(
    {
      stream: output,
      format: `{bar} {percentage} %  ${format}`,
      barsize: 16,
      // Neither a hidden cursor nor a changed wrapping is left behind in the terminal if the process is killed.
      hideCursor: false,
      linewrap: true,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update(done, total, elapsed, status) {
      const all = { ...status, left: left(done, total, elapsed) };
      if (!started) bar.start(total, 0, all);
      started = true;
      bar.update(done, all);
    },
    stop: () => bar.stop(),
  };
}

/** Seconds. The first line comes soon, for it is the first to say how long it will take. */
const firstLine = 2;
const betweenLines = 5;

function lines(output: Output, format: string): Display {
  let next = firstLine;
  return {
    update(done, total, elapsed, status) {
      if (elapsed < next && done < total) return;
      next = elapsed + betweenLines;
      const all: Readonly<Record<string, string>> = { ...status, left: left(done, total, elapsed) };
      const text = format.replaceAll(/\{(\w+)\}/g, (_, name: string) => all[name]!);
      output.write(`${String(Math.floor((100 * done) / total)).padStart(3)} %  ${text}\n`);
    },
    stop: () => undefined,
  };
}

function left(done: number, total: number, elapsed: number): string {
  return duration(((total - done) * elapsed) / done);
}

function movingAverage(): (value: number) => number {
  let average: number | undefined;
  return (value) => (average = average === undefined ? value : 0.95 * average + 0.05 * value);
}
