// Footbridge's own script. Pages work without it. It writes plain text only, never markup.
(() => {
  'use strict';
  const doc = document, root = doc.documentElement, set = doc.body.dataset, store = sessionStorage;
  const all = (q, from = doc) => [...from.querySelectorAll(q)];
  const on = (type, fn, to = doc) => to.addEventListener(type, fn);
  const status = doc.getElementById('say'), said = status?.textContent;
  let timer, gone;

  // One sentence in the status region; cleared first, so that it is read out at page load too.
  const say = text => {
    status.textContent = '';
    clearTimeout(timer);
    setTimeout(() => { status.textContent = text; }, 150);
    timer = setTimeout(() => { status.textContent = ''; }, 8000);
  };
  if (said) say(said);

  // Hide: blank first, network second.
  const hide = () => {
    gone = true;
    root.classList.add('blank');
    store.clear();
    if (!navigator.sendBeacon?.(set.hide, new URLSearchParams())) fetch(set.hide, {method: 'POST', keepalive: true});
    location.replace(set.away);
  };
  if (set.hide) {
    let shifts = [];
    on('keydown', e => {
      if (e.repeat) return;
      shifts = e.key === 'Shift' ? [...shifts, Date.now()].slice(-3) : [];
      if (shifts.length === 3 && shifts[2] - shifts[0] < 5000) hide();
    });
    on('submit', e => { if (e.target.matches('.hide')) { e.preventDefault(); hide(); } });
    // Where there is one, the worker answers when the server does not (sw.js).
    if (set.worker) navigator.serviceWorker?.register(set.worker).catch(() => {});
    // Nothing stays in the back/forward cache: the page is blank there, and asks anew.
    on('pagehide', () => root.classList.add('blank'), window);
    on('pageshow', e => { if (e.persisted) { root.classList.add('blank'); location.reload(); } }, window);
  }

  // Unsent words: on the server two seconds after the last key; on this phone while offline.
  // Kept apart by person: what the other one left in this tab, on a device for two, goes unread.
  // Two forms that follow each other on one page differ by what data-keep says.
  const mine = `unsent ${set.who} `, keyOf = form => mine + location.pathname + (form.dataset.keep && ' ' + form.dataset.keep);
  const tell = (form, what) => { const p = form.querySelector('.kept'); if (p) p.textContent = what ? p.dataset[what] : ''; };
  const pack = form => { const b = new URLSearchParams(new FormData(form)); b.delete('rid'); return b; };
  const save = async form => {
    form.wait = 0;
    if (gone) return;
    const words = pack(form), key = keyOf(form);
    try {
      const body = new URLSearchParams(words);
      body.set('rid', form.elements.rid.value);
      const r = await fetch(set.keep, {method: 'POST', body, redirect: 'error', keepalive: true});
      if (!r.ok) throw r;
      if (!form.sent) store.removeItem(key);
      tell(form, 'server');
    } catch {
      if (form.sent || gone) return;
      store.setItem(key, words);
      tell(form, 'phone');
    }
  };
  // Words that went further than what the server has take its place; if both went on, both stay.
  const fill = (form, words) => {
    const fresh = !/^(sending|leaving)&/.test(words);
    for (const [name, value] of new URLSearchParams(words)) {
      for (const f of form.elements) {
        if (f.name !== name || (f.type === 'hidden' && !/^(mind|ahead)$/.test(name))) continue;
        if (f.type === 'radio' || f.type === 'checkbox') f.checked ||= f.value === value;
        else if (f.type === 'hidden') f.value ||= value;
        else if (value.includes(f.value)) f.value = value;
        else if (fresh && !f.value.includes(value)) f.value += ' \n' + value;
      }
    }
  };
  const here = all('form[data-keep]').map(keyOf);
  for (const k of set.who ? Object.keys(store) : []) {
    // What was being sent when the last page ended has arrived once another page is here.
    if (!k.startsWith(mine) || store[k].startsWith('sending&') && (!here.includes(k) || said)) store.removeItem(k);
  }
  // The worker's page tells that nothing has arrived.
  if (doc.querySelector('[data-offline]')) for (const k of Object.keys(store)) store[k] = store[k].replace(/^(sending|leaving)&/, '');
  const tend = form => {
    if (form.tended) return;
    form.tended = true;
    if (store[keyOf(form)]) { fill(form, store[keyOf(form)]); save(form); }
    on('input', () => {
      form.sent = false;
      clearTimeout(form.wait);
      tell(form);
      form.wait = setTimeout(save, 2000, form);
    }, form);
    // Who leaves within the two seconds takes the words along in this tab, until they are known to be kept.
    on('pagehide', () => {
      if (!form.wait || gone) return;
      store.setItem(keyOf(form), 'leaving&' + pack(form));
      save(form);
    }, window);
    on('submit', e => {
      clearTimeout(form.wait);
      form.wait = 0;
      const words = pack(form);
      if (e.submitter?.value === 'skip') for (const f of form.elements) f.type !== 'hidden' && words.delete(f.name);
      if (navigator.onLine) { form.sent = true; store.setItem(keyOf(form), 'sending&' + words); }
      else { e.preventDefault(); save(form); }
    }, form);
    on('online', () => { if (store[keyOf(form)]) save(form); }, window);
  };
  all('form[data-keep]').forEach(tend);
  on('submit', e => { if (e.target.matches('[data-forget]')) { gone = true; store.clear(); } });

  // How long the words are, only when they come near the limit.
  on('input', ({target: f}) => {
    const left = f.dataset.max && f.closest('.field')?.querySelector('[data-left]');
    if (!left) return;
    const n = [...f.value].length;
    left.textContent = n > f.dataset.max - 200 ? left.dataset.left.replace('#', n) : '';
  });

  // The live picture: a wake carries nothing; this page is asked for again, and only its live
  // regions are taken over. A region with typed words in it stays as it is.
  const touched = r => all('textarea,input,select', r).some(f => f === doc.activeElement
    || (f.type !== 'hidden' && (f.defaultValue !== undefined && f.value !== f.defaultValue || f.checked !== f.defaultChecked)));
  let busy, again, got, newest = 0;
  const refresh = async () => {
    if (busy) { again = true; return; } // one at a time, so that none overtakes another
    busy = true;
    got = false;
    try { await turn(); } catch {}
    busy = false;
    if (!got) { setTimeout(refresh, 1000); return; } // the line is down: soon again
    all('form[data-keep]').forEach(tend);
    doc.dispatchEvent(new Event('fresh')); // for live.js
    if (again) { again = false; refresh(); }
  };
  const turn = async () => {
    const regions = all('[data-live]').filter(r => r.id && !touched(r));
    if (!regions.length) { got = true; return; }
    const head = () => doc.querySelector('[data-live] h1')?.textContent, before = head(), here = doc.activeElement;
    await htmx.ajax('GET', location.pathname + location.search,
      {source: '#main', target: '#main', swap: 'none', selectOOB: regions.map(r => `#${r.id}:outerMorph`).join()});
    const h1 = doc.querySelector('[data-live] h1');
    if (!h1 || head() === before) return;
    doc.getElementById('say-now').textContent = h1.textContent + ' ' + (h1.nextElementSibling?.textContent ?? '');
    if (here === doc.body || !here.isConnected || here.closest('[data-live]') && !here.matches('textarea,input')) { h1.tabIndex = -1; h1.focus(); }
  };
  on('wake', ({detail: {data}}) => { if (+data >= newest) { newest = +data; refresh(); } });
  on('ask', refresh);
  // What moved between the page and its stream was told to nobody.
  on('ready', ({detail: {data}}) => { if (+data > doc.getElementById('stream').dataset.at) refresh(); });
  // A page goes with its session; the sign-in page carries typed words on.
  on('htmx:before:swap', e => {
    const {text, response: {raw}} = e.detail.ctx;
    got = true;
    if (!raw.redirected && (!raw.ok || text.includes(set.who))) return;
    e.preventDefault();
    const form = raw.redirected && all('form[data-keep]').find(touched);
    if (!form) return location.reload();
    gone = true;
    form.action = set.keep;
    form.submit();
  });
  let streams = 0;
  on('htmx:sse:after:connection', () => { if (streams++) refresh(); });

  // An invitation's code comes behind the # of the link; it moves into the field and out of sight.
  const code = doc.querySelector('form[data-code] [name=code]');
  const take = () => {
    if (!code || location.hash.length < 2) return;
    code.value = location.hash.slice(1);
    history.replaceState(null, '', location.pathname);
  };
  take();
  on('hashchange', take, window);

  // The time zone of this device, where none is known; and all names to choose from.
  for (const f of all('input[name=zone]')) f.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone || '';
  for (const list of all('datalist[data-zones]')) {
    for (const z of Intl.supportedValuesOf?.('timeZone') ?? []) list.append(new Option(z, z));
  }

  on('click', async e => {
    const b = e.target.closest('[data-copy],[data-print],[data-into] button');
    if (!b) return;
    const into = doc.getElementById(b.parentElement.dataset.into);
    if (into) { // a way to begin: its words go to the end of the field
      into.value = (into.value.trimEnd() + ' ' + b.value).trimStart();
      into.focus();
      into.dispatchEvent(new Event('input', {bubbles: true}));
      return;
    }
    if ('print' in b.dataset) return print();
    const from = doc.querySelector(b.dataset.copy);
    try { await navigator.clipboard.writeText(from.value ?? from.textContent.trim()); say(b.dataset.done); }
    catch { getSelection().selectAllChildren(from); from.select?.(); }
  });
})();
