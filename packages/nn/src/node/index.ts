/**
 * What needs the file system of Node.js.
 *
 * @packageDocumentation
 */
export { type CheckpointFile, checkpointFile, writeWhole } from './checkpoint-file.ts';
