/** The part of `navigator.gpu` that is used here. */
interface WebGpu {
  requestAdapter(): Promise<{ readonly info: AdapterInfo } | null>;
}

export interface AdapterInfo {
  readonly vendor: string;
  readonly device: string;
  readonly description: string;
  /** Whether a CPU computes for it. */
  readonly isFallbackAdapter?: boolean;
}

/** What WebGPU runs on here. It need not be a GPU, and who waits ten minutes for what a GPU does in one wants to know. */
export async function adapterName(): Promise<string> {
  const { gpu } = globalThis.navigator as { gpu?: WebGpu };
  const adapter = await gpu?.requestAdapter();
  return adapter ? nameOf(adapter.info) : 'unknown';
}

/** Drivers leave empty what they do not tell. */
export function nameOf({ vendor, device, description, isFallbackAdapter }: AdapterInfo): string {
  const known = [vendor, device, description].filter((part) => part !== '');
  return [...known, ...(isFallbackAdapter === true ? ['in software, so it is slow'] : [])].join(', ');
}
