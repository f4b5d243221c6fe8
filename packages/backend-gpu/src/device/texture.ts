/*
 * How WebGL keeps elements: a texture with one float32 a texel, row by row. Its width is a power of two, so a kernel finds a
 * texel with a mask and a shift.
 */

/** Width and height for so many texels; the last row may have some to spare. */
export function textureShape(texels: number): readonly [number, number] {
  const width = textureWidth(texels);
  return [width, Math.ceil(texels / width)];
}

/** At least two rows where there are two texels: gpu.js lays out a single row as a square. */
function textureWidth(texels: number): number {
  return texels <= 2 ? 1 : 2 ** Math.ceil(Math.log2(texels) / 2);
}

/** A GLSL function that reads element `i` of the argument `name`, which has so many. */
export function fetchFunction(name: string, texels: number): string {
  const width = textureWidth(texels);
  const texel = `ivec2(int(i) & ${width - 1}, int(i) >> ${Math.log2(width)})`;
  return `float fetch_${name}(float i) { return texelFetch(user_${name}, ${texel}, 0).r; }`;
}

/** A texture as gpu.js keeps it. */
export interface Texture {
  readonly texture: WebGLTexture;
  /** Width and height. */
  readonly size: Iterable<number>;
}

/** The first `length` elements of a texture, as soon as the GPU has written them. */
export async function readTexture(gl: WebGL2RenderingContext, texture: Texture, length: number): Promise<Float32Array> {
  const transfer = startTransfer(gl, texture, length);
  try {
    await untilPassed(gl);
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, transfer.buffer);
    const pixels = new Float32Array(transfer.floats);
    gl.getBufferSubData(gl.PIXEL_PACK_BUFFER, 0, pixels);
    return transfer.elements(pixels);
  } finally {
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    gl.deleteBuffer(transfer.buffer);
  }
}

/** The same, waiting for it. */
export function readTextureSync(gl: WebGL2RenderingContext, texture: Texture, length: number): Float32Array {
  return withFramebuffer(gl, texture, () => {
    const { format, channels } = readFormat(gl);
    const [width, height] = coveringRows(texture, length);
    const pixels = new Float32Array(width * height * channels);
    gl.readPixels(0, 0, width, height, format, gl.FLOAT, pixels);
    return firstChannel(pixels, channels, length);
  });
}

interface Transfer {
  readonly buffer: WebGLBuffer | null;
  readonly floats: number;
  elements(pixels: Float32Array): Float32Array;
}

/** Has the GPU copy the texture to a buffer, after what it was told to do before. */
function startTransfer(gl: WebGL2RenderingContext, texture: Texture, length: number): Transfer {
  return withFramebuffer(gl, texture, () => {
    const { format, channels } = readFormat(gl);
    const [width, height] = coveringRows(texture, length);
    const floats = width * height * channels;
    const buffer = gl.createBuffer();
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, buffer);
    gl.bufferData(gl.PIXEL_PACK_BUFFER, floats * Float32Array.BYTES_PER_ELEMENT, gl.STREAM_READ);
    gl.readPixels(0, 0, width, height, format, gl.FLOAT, 0);
    // Else gpu.js would upload from it.
    gl.bindBuffer(gl.PIXEL_PACK_BUFFER, null);
    return { buffer, floats, elements: (pixels) => firstChannel(pixels, channels, length) };
  });
}

/** Width and height of the rows that hold the first elements. */
function coveringRows({ size: [width = 1] }: Texture, length: number): readonly [number, number] {
  return [width, Math.ceil(length / width)];
}

function withFramebuffer<T>(gl: WebGL2RenderingContext, { texture }: Texture, action: () => T): T {
  const framebuffer = gl.createFramebuffer();
  gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
  gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture, 0);
  try {
    return action();
  } finally {
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.deleteFramebuffer(framebuffer);
  }
}

/** Hosts must give four channels of a float texture, and may give the one that it has. */
function readFormat(gl: WebGL2RenderingContext): { format: number; channels: number } {
  const isTight =
    gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_FORMAT) === gl.RED &&
    gl.getParameter(gl.IMPLEMENTATION_COLOR_READ_TYPE) === gl.FLOAT;
  return isTight ? { format: gl.RED, channels: 1 } : { format: gl.RGBA, channels: 4 };
}

function firstChannel(pixels: Float32Array, channels: number, length: number): Float32Array {
  return channels === 1 ? pixels.subarray(0, length) : Float32Array.from({ length }, (_, i) => pixels[i * channels]!);
}

/** Waits until the GPU has done all that it was told so far, without keeping the thread. */
async function untilPassed(gl: WebGL2RenderingContext): Promise<void> {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  // A fence that stays in the queue is never passed.
  gl.flush();
  if (fence === null) return;
  try {
    for (let turns = 0; !gl.isContextLost(); turns++) {
      const status = gl.clientWaitSync(fence, 0, 0);
      if (status === gl.ALREADY_SIGNALED || status === gl.CONDITION_SATISFIED) return;
      if (status === gl.WAIT_FAILED) return;
      await (turns < quickTurns ? nextTurn() : nextTimer());
    }
  } finally {
    gl.deleteSync(fence);
  }
}

/** Turns before it waits by timers, for GPUs that take less than a timer does. Turns without end would keep a processor busy. */
const quickTurns = 8;

/** Timers in a row are held back for 4 ms each. */
function nextTimer(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 1);
  });
}

/** A turn of the event loop. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => {
      port1.close();
      resolve();
    });
    port1.start();
    port2.postMessage(undefined);
  });
}
