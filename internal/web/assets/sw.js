// The service worker: it answers when the server does not, and does nothing else.
//
// It keeps two pages without anybody's words, asked for without cookies, and the files that these
// need. Every other page comes from the server or not at all, and is never kept. It stays out of the
// way of whatever is sent (POST), of the live stream and of the health check. Files carry a hash in
// their names, so one from here is never an old one.
//
// Only pages of somebody who is signed in ask for it, and not on a device for several: then it knows
// nothing that the session cookie beside it does not tell. Signing out and Hide take it away, with
// all that it keeps (Clear-Site-Data).
'use strict';
const shelf = 'footbridge-VERSION';
const files = ['/assets/app.css', '/assets/plain.css', '/assets/footbridge.js', '/assets/icon.svg', '/assets/notes.svg',
  '/assets/canyon-day.svg', '/assets/canyon-night.svg', '/assets/brygada-latin.woff2', '/assets/atkinson-latin.woff2'];
const kept = path => caches.match(path, {ignoreVary: true});

addEventListener('install', e => e.waitUntil((async () => {
  const cache = await caches.open(shelf);
  await cache.addAll(['/offline', '/away', ...files].map(path => new Request(path, {credentials: 'omit'})));
  await skipWaiting();
})()));

addEventListener('activate', e => e.waitUntil((async () => {
  for (const name of await caches.keys()) if (name !== shelf) await caches.delete(name);
  await registration.navigationPreload?.enable(); // a page need not wait for the worker to wake
})()));

// Hide leads to /away, which must come at once and show nothing of us. If the server did not hear
// of it, the session has not ended: that is made up for before any other page is shown.
const owed = 'hide-owed';
const page = async (e, path) => {
  try {
    if (!await caches.has(owed)) return await e.preloadResponse ?? await fetch(e.request);
    await e.preloadResponse;
    if (!(await fetch('/hide', {method: 'POST'})).ok) throw Error('not hidden');
    await caches.delete(owed);
    return Response.redirect(e.request.url);
  } catch {
    if (path === '/away') await caches.open(owed);
    return await kept(path === '/away' ? path : '/offline') ?? Response.error();
  }
};

addEventListener('fetch', e => {
  const {method, mode, url} = e.request, path = new URL(url).pathname;
  if (method !== 'GET' || path === '/live' || path === '/healthz') return;
  if (mode === 'navigate') e.respondWith(page(e, path));
  else if (path.startsWith('/assets/')) e.respondWith(kept(path).then(file => file ?? fetch(e.request)));
});
