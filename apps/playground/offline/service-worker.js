// Keeps the page, so that it works without a network after the first visit. `FILES` and `VERSION` are written in front of this
// by plugin.ts. No imports and no TypeScript here.
//
// What it answers makes the page cross-origin isolated, so that from the second visit on threads work also where the server
// does not send these headers.

/* global FILES, VERSION */

const cacheName = `gemmule-playground ${VERSION}`;
const address = (path) => new URL(path, self.registration.scope).href;

const isolated = (response) => {
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
};

self.addEventListener('install', (event) => {
  // All or nothing: a version is complete, or the last one stays.
  const add = async () => {
    const cache = await caches.open(cacheName);
    await cache.addAll(FILES.map((path) => new Request(address(path), { cache: 'no-cache' })));
  };
  event.waitUntil(add());
});

self.addEventListener('activate', (event) => {
  const tidy = async () => {
    const names = await caches.keys();
    const old = names.filter((name) => name.startsWith('gemmule-playground ') && name !== cacheName);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || !request.url.startsWith(self.registration.scope)) return;
  const answer = async () => {
    const cache = await caches.open(cacheName);
    const wanted = request.mode === 'navigate' ? address('index.html') : request.url;
    return isolated((await cache.match(wanted)) ?? (await fetch(request)));
  };
  event.respondWith(answer());
});
