// For a talk of two screens, or of one between two. The page works without it.
(() => {
  'use strict';
  const doc = document;
  let tick, lock;
  // While somebody talks aloud the screen stays on. #again tells after how many seconds the page asks again by
  // itself, for the soft clock.
  const settle = async () => {
    clearTimeout(tick);
    const seconds = +doc.getElementById('again').textContent;
    if (seconds) tick = setTimeout(() => doc.dispatchEvent(new Event('ask')), seconds * 1000);
    const awake = doc.querySelector('[data-awake]') && !doc.hidden;
    try {
      if (awake && !lock) {
        lock = await navigator.wakeLock.request('screen');
        lock.addEventListener('release', () => { lock = undefined; });
      } else if (!awake) lock?.release();
    } catch { lock = undefined; } // not every browser has it, and none must
  };
  // A phone speaks of its own connection, and of no other.
  const line = doc.getElementById('line');
  const tell = off => { if (line && !line.textContent === off) line.textContent = off ? line.dataset.off : ''; };
  for (const [type, from, off] of [['offline', window, true], ['htmx:sse:error', doc, true], ['online', window, false], ['htmx:sse:after:connection', doc, false]]) {
    from.addEventListener(type, () => tell(off));
  }
  for (const type of ['fresh', 'visibilitychange']) doc.addEventListener(type, settle);
  settle();
})();
