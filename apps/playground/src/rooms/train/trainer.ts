import type { PlanRow } from '@gemmule/nn';
import type { Refusal } from '../../engine/refusal.ts';
import type { DataFile } from '../../network/data-files.ts';
import type { TrainSettings } from './settings.ts';

/** A network that is ready to learn. */
export interface Opened {
  /** What runs: `cpu wasm-relaxed-simd x2`. */
  readonly engine: string;
  /** Whether it has its first weights, or those of an earlier time when the settings were the same. */
  readonly isNew: boolean;
  /** Layers with weights that can be looked at, by their names: `0`, `4.0`. */
  readonly weights: readonly string[];
  readonly plan: Plan;
}

/** What each layer does for a batch, and all of them. */
export interface Plan {
  readonly rows: readonly PlanRow[];
  readonly totals: { readonly parameters: number; readonly flops: number; readonly workspaceBytes: number };
}

/** Some steps of a training, those since the last report. */
export interface StepsReport {
  readonly losses: readonly number[];
  /** The last of them, from 1 on. */
  readonly step: number;
  readonly steps: number;
  readonly epoch: number;
  readonly epochs: number;
  readonly imagesPerSecond: number;
}

/** How well the network reads images that it does not learn from. */
export interface TestReport {
  readonly step: number;
  readonly accuracy: number;
  readonly loss: number;
  /** Of how many images. */
  readonly count: number;
}

/** The same, of all test images. */
export interface FullTestReport extends TestReport {
  /** `confusion[label][prediction]` */
  readonly confusion: readonly (readonly number[])[];
  /** Of each test image: what it is taken for, and what it is. */
  readonly predictions: Int32Array;
  readonly labels: Uint8Array;
}

/** What there is to see of a network at a moment. */
export interface Insight {
  /** Of the chosen layer: `[O, I, H, W]`, or `[O, I]`. */
  readonly weightShape: readonly number[];
  readonly weight: Float32Array;
  /** Of the loss on some test images, by the weight. */
  readonly gradient: Float32Array;
  /** What each layer makes of the chosen image. */
  readonly maps: readonly FeatureMaps[];
  readonly probabilities: Float32Array;
}

export interface FeatureMaps {
  readonly title: string;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** Which weights, and what the network looks at: a test image by its number, or one that was drawn, ink from 0 to 1. */
export interface InsightRequest {
  readonly layer: string;
  readonly image: number | Float32Array;
}

/** Called while a training runs. */
export interface TrainWatch {
  onSteps(report: StepsReport): void | Promise<void>;
  onTest(report: TestReport): void | Promise<void>;
}

export type TrainEnd = { readonly completed: boolean } | Refusal;

/** What runs in the worker. One network at a time. */
export interface Trainer {
  /** Loads a data set from the folder at an address. */
  load(file: DataFile, folder: string): Promise<Refusal | undefined>;
  /** Makes a network in the place of the last one; one that was there before has the weights that it had, unless `anew`. */
  open(settings: TrainSettings, anew: boolean): Promise<Opened | Refusal>;
  plan(batch: number): Plan;
  /** The same code with the sizes put right that follow from the layers before. */
  fit(code: string): string;
  train(settings: TrainSettings, watch: TrainWatch): Promise<TrainEnd>;
  /** Holds the training after the step at hand, or lets it go on. */
  pause(isPaused: boolean): void;
  /** One step of a training that is held. */
  step(): void;
  /** Ends the training; what has been learned stays. */
  stop(): void;
  test(): Promise<FullTestReport | Refusal>;
  look(request: InsightRequest): Promise<Insight | Refusal>;
  /** Test images and what they show: ink from 0 to 255. */
  images(indices: readonly number[]): { readonly pixels: Uint8Array; readonly labels: Uint8Array };
  /** The network as a safetensors file. */
  save(): Promise<Uint8Array>;
  /** Takes weights from such a file. */
  restore(bytes: Uint8Array): Refusal | undefined;
}
