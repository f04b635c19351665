// Stores state per entry of the browser's history, so that going back restores the page: scroll positions, how much of a
// list was loaded, what was selected. It is kept in sessionStorage, so it survives a reload and ends with the tab.

const KEY = 'tempo.places';
const MAX_ENTRIES = 40;
const DEBOUNCE_MS = 150;
const RESTORE_TIMEOUT_MS = 6_000;
const USER_SCROLL_EVENTS = ['wheel', 'touchstart', 'pointerdown', 'keydown'];

let states = readStates();
let timer = 0;
let pending = null;

/** Returns the state of a new history entry, with its id. */
export const newHistoryEntry = () => ({ entry: Date.now().toString(36) + Math.random().toString(36).slice(2, 8) });

function currentEntry() {
  if (!history.state?.entry) {
    history.replaceState({ ...history.state, ...newHistoryEntry() }, '');
  }
  return history.state.entry;
}

/** Returns the state of the current entry under a name; undefined if there is none. */
export const loadState = (name) => states.get(currentEntry())?.[name];

/** Stores state of the current entry under a name. */
export function saveState(name, value) {
  const entry = currentEntry();
  const place = { ...states.get(entry), [name]: value };
  states.delete(entry);
  states.set(entry, place);
  states = new Map([...states].slice(-MAX_ENTRIES));
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...states]));
  } catch {
    // full, or not allowed: then it lasts as long as the document
  }
}

function readStates() {
  try {
    return new Map(JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
  } catch {
    return new Map();
  }
}

/** Starts to save and restore scroll positions: of the window, and of each element with a `data-place`. */
export function startScrollRestoration() {
  history.scrollRestoration = 'manual';
  document.addEventListener('scroll', onScroll, { capture: true, passive: true });
  addEventListener('popstate', (event) => event.state && restoreScroll());
  addEventListener('pagehide', saveScroll);
  USER_SCROLL_EVENTS.forEach((type) => addEventListener(type, () => (pending = null), { capture: true, passive: true }));
  restoreScroll();
}

function onScroll() {
  if (pending === null) {
    clearTimeout(timer);
    timer = setTimeout(saveScroll, DEBOUNCE_MS);
  }
}

/** Saves the scroll positions before a navigation. */
export function saveScrollBeforeLeaving() {
  saveScroll();
  pending = null;
}

function saveScroll() {
  clearTimeout(timer);
  if (pending !== null) {
    return;
  }
  const scroll = { window: scrollPositionOf(document.scrollingElement, 0) };
  document.querySelectorAll('[data-place]').forEach((each) => (scroll[each.dataset.place] = scrollPositionOf(each, each.getBoundingClientRect().top)));
  if (Object.values(scroll).some(({ top }) => top > 0) || loadState('scroll')) {
    saveState('scroll', scroll);
  }
}

/** Returns a scroll position with the row in the middle of the view, since rows may be added before it. */
function scrollPositionOf(scroller, from) {
  const y = Math.max(from, 0) + Math.min(scroller.clientHeight, innerHeight - Math.max(from, 0)) / 2;
  const row = scroller.scrollTop > 0 ? document.elementFromPoint(innerWidth / 2, y)?.closest('[data-row]') : null;
  return { top: scroller.scrollTop, row: row?.dataset.row, at: row?.getBoundingClientRect().top };
}

/** Restores the scroll positions once their content is rendered, unless the user scrolls before. */
function restoreScroll() {
  clearTimeout(timer);
  const scroll = loadState('scroll');
  if (!scroll) {
    pending = null;
    return;
  }
  const wanted = { scroll, until: performance.now() + RESTORE_TIMEOUT_MS };
  pending = wanted;
  requestAnimationFrame(function step() {
    if (pending !== wanted) {
      return;
    }
    const left = Object.entries(scroll).filter(([name, place]) => place.top > 0 && !scrollInto(name, place));
    if (left.length > 0 && performance.now() < wanted.until) {
      requestAnimationFrame(step);
    } else {
      requestAnimationFrame(() => pending === wanted && (pending = null));
    }
  });
}

function scrollInto(name, { top, row, at }) {
  const scroller = name === 'window' ? document.scrollingElement : document.querySelector(`[data-place="${name}"]`);
  const there = row && document.querySelector(`[data-row="${CSS.escape(row)}"]`);
  if (!scroller || (row && !there) || (!row && scroller.scrollHeight - scroller.clientHeight < top)) {
    return false;
  }
  scroller.scrollTop = there ? scroller.scrollTop + there.getBoundingClientRect().top - at : top;
  return true;
}
