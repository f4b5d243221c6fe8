import type { WorkspacePreference } from '@gemmule/core';

/** Transposed convolution needs no columns; those of the others shall fit a buffer with room to spare. */
export const workspace: WorkspacePreference = { preferredBytes: 16 * 2 ** 20, convTranspose: 'none' };
