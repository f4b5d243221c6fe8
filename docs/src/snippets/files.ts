import { mkdir } from 'node:fs/promises';
export async function makeFiles(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
}
