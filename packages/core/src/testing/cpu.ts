/*
 * Tests of core borrow the CPU backend by its path. As a dependency of core it would make two packages depend on each
 * other; nothing outside of tests may import this file.
 */
export { cpu } from '../../../backend-cpu/src/index.ts';
