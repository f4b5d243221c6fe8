// What the programs of the examples have in common, which is not what they are about.

export { type BackendName, engineOption, useEngine } from './engine.ts';
export { natural, positive } from './numbers.ts';
export { program } from './program.ts';
export { countProgress } from './progress.ts';
export { confusionTable, duration, grouped, percent } from './report.ts';
export { run } from './run.ts';
export { untilInterrupted } from './until-interrupted.ts';
export { assertWritable } from './assert-writable.ts';
export { watched } from './watched.ts';
