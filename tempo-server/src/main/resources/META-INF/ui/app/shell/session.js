// A session that has ended while somebody works: a log-in stands over the page, which stays as it is, and what was
// asked meanwhile is asked again.

import { html, render } from 'lit';
import { whoAmI } from '../core/api.js';
import { events } from '../core/events.js';
import { me } from '../core/session.js';
import { t } from '../core/texts.js';

/** Told when nobody is logged in any more, or somebody is again; `detail` is whether somebody is. */
export const SESSION = 'tempo:session';

let dialog = null;
let asked = null;
let settle = null;
let putOff = false;

/**
 * Asks to log in again.
 *
 * @param {{background?: boolean, elsewhere?: boolean}} options `background`: nobody waits for it, so it does not ask
 *     once somebody said *later*; `elsewhere`: somebody left on purpose, so what is on the page is hidden
 * @returns {Promise<boolean>} whether the same user is logged in again
 */
export function signInAgain({ background = false, elsewhere = false } = {}) {
  if (background && putOff && !dialog) {
    return Promise.resolve(false);
  }
  asked ??= new Promise((resolve) => {
    settle = resolve;
    show(elsewhere);
  });
  return asked;
}

/** Another tab of this browser logged out or in: the page goes along. */
export async function sessionChanged() {
  const { user } = await whoAmI().catch(() => ({ user: undefined }));
  if (user === null) {
    signInAgain({ elsewhere: true });
  } else if (user && user.id === me()?.id) {
    finish(true);
  } else if (user) {
    asked ??= new Promise((resolve) => (settle = resolve));
    showOther(user);
  }
}

async function show(elsewhere) {
  tell(false);
  const failed = await import('../pages/gate.js').then(() => null, (error) => error);
  if (failed) {
    finish(false); // the server is away: whoever asks next sees that
    return;
  }
  if (asked && !dialog) {
    open(elsewhere);
    fill(html`<tempo-gate .user=${me().username} .why=${'ended'} @entered=${({ detail }) => entered(detail.user)} @later=${() => finish(false)}></tempo-gate>`);
  }
}

function entered(user) {
  if (user.id === me().id) {
    finish(true);
  } else {
    showOther(user);
  }
}

/** What was typed is somebody else's then, and may not be seen by the one who logged in. */
function showOther(user) {
  open(true);
  fill(html`<div class="stack"><h2 id="question">${t('session.other', { name: user.username })}</h2>
    <p>${t('session.otherHint', { name: me().username })}</p>
    <div class="row end">
      <button type="button" @click=${() => fill(html`<tempo-gate .user=${me().username} @entered=${({ detail }) => entered(detail.user)} @later=${() => showOther(user)}></tempo-gate>`)}>${t('session.back', { name: me().username })}</button>
      <button type="button" class="primary" @click=${() => location.reload()}>${t('session.load', { name: user.username })}</button>
    </div></div>`);
}

function open(hidden) {
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'question');
    dialog.addEventListener('cancel', (event) => event.preventDefault()); // Escape must not lose what was asked
    document.body.append(dialog);
    dialog.showModal();
  }
  dialog.className = hidden ? 'session is-hiding' : 'session';
}

function fill(content) {
  render(content, dialog);
  dialog.querySelector('button.primary')?.focus();
}

function finish(again) {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  putOff = !again;
  settle?.(again);
  asked = settle = null;
  tell(again);
  if (again) {
    events.renew();
  }
}

const tell = (isIn) => dispatchEvent(new CustomEvent(SESSION, { detail: isIn }));
