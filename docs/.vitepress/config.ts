import { defineConfig } from 'vitepress';
import { outsideLinks } from './outside-links.ts';

/** The site is a folder of files: it may lie below any path, which begins and ends with a slash. */
const base = process.env['DOCS_BASE'] ?? '/';
/** Where the repository's files can be looked at, `https://…/blob/main/`. */
const repository = process.env['DOCS_REPOSITORY'];

export default defineConfig({
  title: 'Gemmule',
  description: 'Convolutional networks in TypeScript, on backends that plug in, with shapes the compiler checks',
  base,
  lang: 'en',
  head: [['link', { rel: 'icon', href: `${base}icon.svg`, type: 'image/svg+xml' }]],
  cleanUrls: false,
  markdown: { math: true, config: (md) => outsideLinks(md, repository) },
  // What typedoc writes is there when the site is built; the test follows those links, too.
  ignoreDeadLinks: [/^\/api\//],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Quick start', link: '/quick-start' },
      { text: 'Operations', link: '/operations' },
      { text: 'API', link: '/api/index.html', target: '_self' },
    ],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'Quick start', link: '/quick-start' },
          { text: 'Many machines', link: '/distributed' },
        ],
      },
      {
        text: 'Derivations',
        link: '/derivations/',
        items: [
          { text: 'Convolution as a product', link: '/derivations/convolution-as-gemm' },
          { text: 'col2im as the adjoint', link: '/derivations/col2im-as-adjoint' },
          { text: 'Transposed convolution', link: '/derivations/transposed-convolution' },
          { text: 'Winograd', link: '/derivations/winograd' },
          { text: 'When a number is right', link: '/derivations/numbers' },
        ],
      },
      {
        text: 'Write a backend',
        link: '/backend-author/',
        items: [
          { text: 'In one page', link: '/backend-author/tutorial' },
          { text: 'What each kernel does', link: '/backend-author/kernels' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'API', link: '/api/index.html', target: '_self' },
          { text: 'Operations', link: '/operations' },
          { text: 'Speed on CPUs', link: '/cpu-performance' },
          { text: 'Speed on GPUs', link: '/gpu-performance' },
          { text: 'Versions', link: '/versions' },
        ],
      },
    ],
  },
});
