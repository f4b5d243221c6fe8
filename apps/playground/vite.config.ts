import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { offline } from './offline/plugin.ts';

/** What makes a page cross-origin isolated; others have no SharedArrayBuffer, and so the engine no threads. */
const headers = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** All that the page may do. WebAssembly is compiled, threads start from a string, pictures are made in the page. */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** In the page itself, so that it holds on every host. The development server's own scripts would not run under it. */
function contentSecurityPolicy(): Plugin {
  return {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      { tag: 'meta', attrs: { 'http-equiv': 'Content-Security-Policy', content: policy }, injectTo: 'head-prepend' },
    ],
  };
}

export default defineConfig({
  // Relative, so that the site works below any path.
  base: './',
  resolve: { conditions: ['gemmule:source', ...defaultClientConditions] },
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  plugins: [contentSecurityPolicy(), offline()],
  worker: { format: 'es' },
  build: { target: 'es2024', modulePreload: { polyfill: false } },
  server: { headers },
  preview: { headers },
});
