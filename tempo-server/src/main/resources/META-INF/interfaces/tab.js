// The tab of a script's page: shows what the script prints while it starts, then frames its page, and holds the lease by which Tempo
// knows that somebody looks.
const TEXTS = document.body.dataset;
const MOST_LINES = 1000;
const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30000;
const tab = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const wait = document.getElementById('wait');
const state = document.getElementById('state');
const error = document.getElementById('error');
const log = document.getElementById('log');
const notice = document.getElementById('notice');
const logo = document.getElementById('logo');
let frame;
let lease;
let again;
let pause = SHORTEST_PAUSE_MS;

logo.addEventListener('error', () => logo.remove());
if (logo.complete && logo.naturalWidth === 0) {
  logo.remove(); // there was none before this ran
}

function addLines({ lines }) {
  const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 4;
  for (const line of lines) {
    log.append(`${line}\n`);
  }
  while (log.childNodes.length > MOST_LINES) {
    log.firstChild.remove();
  }
  if (atEnd) {
    log.scrollTop = log.scrollHeight;
  }
}

/** The title of the script's page is the tab's, whenever that changes. */
function followTitle() {
  const inner = frame.contentDocument;
  if (!inner) {
    return;
  }
  const take = () => {
    if (inner.title) {
      document.title = inner.title;
    }
  };
  take();
  if (inner.head) {
    new MutationObserver(take).observe(inner.head, { childList: true, subtree: true, characterData: true });
  }
}

function show() {
  if (frame) {
    return;
  }
  frame = document.createElement('iframe');
  frame.title = document.title;
  frame.allow = 'fullscreen; clipboard-read; clipboard-write';
  frame.addEventListener('load', followTitle);
  frame.src = '/';
  wait.hidden = true;
  document.body.prepend(frame);
  frame.focus();
}

function tell(text) {
  notice.textContent = text;
  notice.hidden = !text;
}

function follow({ state: now, error: why }) {
  document.body.dataset.state = now;
  tell(now === 'unresponsive' ? TEXTS.unresponsive : '');
  if (now === 'ready') {
    show();
  } else if (now === 'failed' || now === 'stopped') {
    lease.close();
    frame?.remove();
    wait.hidden = false;
    state.textContent = TEXTS[now];
    error.textContent = why ?? '';
    error.hidden = !why;
  }
}

function hold() {
  lease = new EventSource(`/.tempo/lease?tab=${tab}`);
  lease.addEventListener('open', () => {
    pause = SHORTEST_PAUSE_MS;
    tell('');
  });
  lease.addEventListener('log', (event) => addLines(JSON.parse(event.data)));
  lease.addEventListener('state', (event) => follow(JSON.parse(event.data)));
  lease.addEventListener('error', () => {
    tell(TEXTS.disconnected);
    if (lease.readyState === EventSource.CLOSED) {
      again = setTimeout(hold, pause); // as a proxy answers while the server starts, browsers do not ask again
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
  });
}

addEventListener('pagehide', () => {
  clearTimeout(again);
  lease.close();
  navigator.sendBeacon(`/.tempo/leave?tab=${tab}`);
});
addEventListener('pageshow', (event) => {
  if (event.persisted) {
    hold();
  }
});
hold();
