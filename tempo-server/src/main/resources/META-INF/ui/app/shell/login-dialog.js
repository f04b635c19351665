// Renews a session that has ended: a log-in dialog opens over the page, which stays as it is, and the requests that were
// refused are sent again.

import { html, render } from 'lit';
import { fetchCurrentUser } from '../core/api.js';
import { events } from '../core/events.js';
import { t } from '../core/i18n.js';
import { currentUser } from '../core/session.js';

/** Event: the user was logged out or is logged in again; `detail` is whether they are logged in. */
export const SESSION_STATE = 'tempo:session';

let dialog = null;
let pendingLogin = null;
let resolveLogin = null;
let isPostponed = false;

/**
 * Opens the dialog.
 *
 * @param {{background?: boolean, elsewhere?: boolean}} options `background`: nobody waits for it, so it does not ask
 *     once somebody said *later*; `elsewhere`: somebody left on purpose, so what is on the page is hidden
 * @returns {Promise<boolean>} whether the same user is logged in again
 */
export function logInAgain({ background = false, elsewhere = false } = {}) {
  if (background && isPostponed && !dialog) {
    return Promise.resolve(false);
  }
  pendingLogin ??= new Promise((resolve) => {
    resolveLogin = resolve;
    showLogin(elsewhere);
  });
  return pendingLogin;
}

/** Follows a log-out or log-in of another tab of this browser. */
export async function onSessionChanged() {
  const { user } = await fetchCurrentUser().catch(() => ({ user: undefined }));
  if (user === null) {
    logInAgain({ elsewhere: true });
  } else if (user && user.id === currentUser()?.id) {
    closeDialog(true);
  } else if (user) {
    pendingLogin ??= new Promise((resolve) => (resolveLogin = resolve));
    showOtherUser(user);
  }
}

async function showLogin(elsewhere) {
  announce(false);
  const failed = await import('../pages/login.js').then(() => null, (error) => error);
  if (failed) {
    closeDialog(false); // the server is away: whoever asks next sees that
    return;
  }
  if (pendingLogin && !dialog) {
    openDialog(elsewhere);
    renderDialog(html`<tempo-gate .user=${currentUser().username} .why=${'ended'} @entered=${({ detail }) => onLoggedIn(detail.user)} @later=${() => closeDialog(false)}></tempo-gate>`);
  }
}

function onLoggedIn(user) {
  if (user.id === currentUser().id) {
    closeDialog(true);
  } else {
    showOtherUser(user);
  }
}

/** Asks a different user what to do; the page's input belongs to the former user and is hidden. */
function showOtherUser(user) {
  openDialog(true);
  renderDialog(html`<div class="stack"><h2 id="question">${t('session.other', { name: user.username })}</h2>
    <p>${t('session.otherHint', { name: currentUser().username })}</p>
    <div class="row end">
      <button type="button" @click=${() => renderDialog(html`<tempo-gate .user=${currentUser().username} @entered=${({ detail }) => onLoggedIn(detail.user)} @later=${() => showOtherUser(user)}></tempo-gate>`)}>${t('session.back', { name: currentUser().username })}</button>
      <button type="button" class="primary" @click=${() => location.reload()}>${t('session.load', { name: user.username })}</button>
    </div></div>`);
}

function openDialog(hidden) {
  if (!dialog) {
    dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'question');
    dialog.addEventListener('cancel', (event) => event.preventDefault()); // Escape must not lose what was asked
    document.body.append(dialog);
    dialog.showModal();
  }
  dialog.className = hidden ? 'session is-hiding' : 'session';
}

function renderDialog(content) {
  render(content, dialog);
  dialog.querySelector('button.primary')?.focus();
}

function closeDialog(again) {
  dialog?.close();
  dialog?.remove();
  dialog = null;
  isPostponed = !again;
  resolveLogin?.(again);
  pendingLogin = resolveLogin = null;
  announce(again);
  if (again) {
    events.renew();
  }
}

const announce = (isIn) => dispatchEvent(new CustomEvent(SESSION_STATE, { detail: isIn }));
