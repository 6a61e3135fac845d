// What a story needs to see a page as a person does. It is sent with every question to the page.
const visible = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length > 0;
// Marks around a name, which keep the direction of text, are not read.
const tidy = s => (s ?? '').replace(/[\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
const name = e => tidy(e.getAttribute('aria-label') || e.innerText);
const controls = () => [...document.querySelectorAll('a,button,summary,label')].filter(visible);
// A link, a button or the like by what it says: all of it, or its beginning.
const named = n => controls().find(e => name(e) === n) ?? controls().find(e => name(e).startsWith(n));
// A field by its label; a hidden label counts, as it does for a screen reader.
const field = n => [...document.querySelectorAll('label')].find(l => tidy(l.textContent) === n && l.control)?.control;
const css = q => [...document.querySelectorAll(q)].find(visible);
const reads = () => tidy(document.body?.innerText);
// Where to click: the middle of an element, if the click would reach it; else what lies over it.
const aim = e => {
  e.scrollIntoView({block: 'center', behavior: 'instant'});
  const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2, top = document.elementFromPoint(x, y);
  const hit = top && (e.contains(top) || top.contains(e) || top.closest('label')?.control === e);
  return {x, y, over: hit ? '' : top?.outerHTML.slice(0, 200) ?? 'nothing'};
};
