// Hints about wording (R9): one thought at a time, asked for after a pause in typing, gone with the next key, never in
// the way of sending. What is kept as it is gets no such hint again while these words are being written.
(() => {
  'use strict';
  const doc = document, set = doc.body.dataset, pause = 1200;
  const el = (tag, text, cls) => { const e = doc.createElement(tag); e.textContent = text; if (cls) e.className = cls; return e; };
  const key = f => `unsent ${set.who} coach ${location.pathname} ${f.name}`;
  let wait, asked;

  const clear = f => {
    f.parentElement.querySelector('.mirror')?.remove();
    doc.getElementById(f.id + '-coach')?.replaceChildren();
  };
  const button = (text, cls, fn) => { const b = el('button', text, cls); b.type = 'button'; b.addEventListener('click', fn); return b; };

  const use = (f, hint, words) => {
    f.focus();
    f.setSelectionRange(hint.start, hint.end);
    // The old command keeps the browser's own undo.
    if (!doc.execCommand('insertText', false, words)) {
      f.setRangeText(words, hint.start, hint.end, 'end');
      f.dispatchEvent(new Event('input', {bubbles: true}));
    }
    const gap = f.value.indexOf('___', hint.start);
    if (gap >= 0 && gap < hint.start + words.length) f.setSelectionRange(gap, gap + 3);
  };

  const show = (f, hint) => {
    const box = doc.getElementById(f.id + '-coach'), say = box.dataset, text = f.value;
    // The underline lies on a copy of the text behind the field; where the two cannot lie alike, the words say it.
    if (f.matches('textarea') && f.scrollHeight <= f.clientHeight + 2) {
      const mirror = el('div', text.slice(0, hint.start), 'mirror');
      mirror.setAttribute('aria-hidden', 'true');
      mirror.dir = getComputedStyle(f).direction;
      mirror.append(el('mark', text.slice(hint.start, hint.end)), text.slice(hint.end) + '\n');
      f.before(mirror);
    }
    const why = el('p', ' ' + hint.why);
    why.prepend(el('b', say.lead));
    const pair = el('div', '', 'pair');
    box.replaceChildren(why);
    const words = hint.rewrites?.[0];
    if (words) {
      box.append(el('p', '“' + words + '”', 'said'));
      if (hint.feelings) box.append(el('p', say.feel + ' ' + hint.feelings.join(' · '), 'hint'));
      pair.append(button(say.use, 'btn', () => use(f, hint, words)));
    }
    pair.append(button(say.mine, 'btn', () => {
      sessionStorage.setItem(key(f), `${sessionStorage.getItem(key(f)) ?? ''} ${hint.key}`.trim());
      clear(f);
      f.focus();
    }), button(say.off, 'link', () => {
      delete set.coach;
      clear(f);
      f.focus();
      fetch('/coach/off', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}', keepalive: true})
        .then(r => { if (r.ok) box.append(el('p', say.over, 'hint')); }).catch(() => {});
    }));
    box.append(pair);
  };

  const ask = async f => {
    asked = new AbortController();
    const text = f.value, source = doc.getElementById(f.dataset.source ?? '')?.textContent.trim() ?? '';
    try {
      const r = await fetch(set.coach, {method: 'POST', signal: asked.signal, redirect: 'error', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({text, source, context: f.dataset.coach, silent: sessionStorage.getItem(key(f)) ?? ''})});
      const [hint] = r.ok ? await r.json() : [];
      if (hint && f.value === text && f.isConnected) show(f, hint);
    } catch {} // no hint is as good as none
  };

  doc.addEventListener('input', ({target: f}) => {
    if (!f.dataset?.coach) return;
    clearTimeout(wait);
    asked?.abort();
    clear(f);
    if (set.coach && f.value.trim()) wait = setTimeout(ask, pause, f);
  });
  doc.addEventListener('submit', e => {
    clearTimeout(wait);
    asked?.abort();
    for (const f of e.target.querySelectorAll('[data-coach]')) sessionStorage.removeItem(key(f));
  });
})();
