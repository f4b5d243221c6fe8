import * as tf from '@tensorflow/tfjs-core';

/** The values of `y`. At once where tfjs can: what it returns promises for in WebGL, it looks for at intervals. */
export function read(y: tf.Tensor): Float32Array | Promise<Float32Array> {
  return tf.getBackend() === 'webgpu' ? y.data<'float32'>() : y.dataSync<'float32'>();
}

/** Waits until `y` is computed, by reading its first element. */
export async function untilComputed(y: tf.Tensor): Promise<void> {
  const first = tf.tidy(() => tf.slice(tf.reshape(y, [-1]), 0, 1));
  await read(first);
  first.dispose();
}
