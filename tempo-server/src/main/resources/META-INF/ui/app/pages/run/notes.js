import { html, nothing } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { LightElement } from '../../components/light-element.js';
import { Resource } from '../../components/resource.js';
import { withErrorToast } from '../../components/toast.js';
import { get, post, put } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { formatList } from '../../core/format.js';
import { t } from '../../core/i18n.js';
import { hasRole } from '../../core/session.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';

const TAG = '[A-Za-z0-9_\\-]{1,30}';

/** Asks for names of accounts; null if not answered, none to show it to nobody. */
const askedForNames = (before) =>
  openDialog(
    (close) => html`<form class="stack" @submit=${(event) => {
        event.preventDefault();
        close(new FormData(event.target).get('names').split(',').map((name) => name.trim()).filter(Boolean));
      }}>
      <h2 id="question">${t('notes.shareTitle')}</h2>
      <label class="field">${t('notes.shareNames')}<input name="names" autocomplete="off" autofocus .value=${before}><small class="soft">${t('notes.shareHint')}</small></label>
      <div class="row end"><button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button><button class="primary">${t('notes.shareDo')}</button></div>
    </form>`,
    null,
  );

/** What people noted about a run: a note, tags, and one's own bookmark. */
class Notes extends LightElement {
  static properties = { runId: {}, editing: { state: true } };

  #notes = new Resource(this, (signal) => get(this.#path('annotations'), { signal }), { lazy: true });

  #unsaved = new UnsavedChanges(this, {
    what: () => t('notes.note'),
    within: 'textarea',
    save: () => this.#send(this.querySelector('textarea').value),
    discard: () => (this.editing = false),
  });

  willUpdate(changed) {
    if (changed.has('runId')) {
      this.editing = false;
      this.#notes.reload();
    }
  }

  render() {
    return this.#notes.show(
      (notes) => html`<div class="row tags">
          ${notes.tags.map((tag) => html`<span class="tag"><a href=${href(`/runs?tag=${tag}`)}>${tag}</a>${hasRole('operator')
            ? html`<button class="quiet" aria-label=${t('notes.untag', { tag })} @click=${() => this.#tag(notes.tags.filter((other) => other !== tag))}>×</button>`
            : nothing}</span>`)}
          ${hasRole('operator')
            ? html`<form @submit=${(event) => this.#addTag(event, notes.tags)}><input name="tag" pattern=${TAG} maxlength="30" required
                placeholder=${t('notes.addTag')} aria-label=${t('notes.addTag')} title=${t('notes.tagHint')}></form>
              <button class="quiet star" aria-pressed=${notes.bookmarked} title=${t('notes.bookmark')} aria-label=${t('notes.bookmark')}
                @click=${() => this.#put('bookmark', { bookmarked: !notes.bookmarked })}>${notes.bookmarked ? '★' : '☆'}</button>`
            : nothing}
        </div>
        ${this.editing ? this.#form(notes) : this.#text(notes)}
        ${this.#shares(notes)}`,
    );
  }

  /** To whom an administrator has shown the run. */
  #shares({ sharedWith }) {
    const names = sharedWith.join(', '); // as they are typed
    if (!hasRole('admin')) {
      return nothing;
    }
    return html`<p class="soft shares">${names ? t('notes.sharedWith', { names: formatList(sharedWith) }) : nothing} <button class="quiet" id="share-run" @click=${() => this.#share(names)}>${t('notes.share')}</button></p>`;
  }

  async #share(before) {
    const users = await askedForNames(before);
    if (users !== null) {
      await withErrorToast(() => post(this.#path('share'), { users }));
      this.#notes.refresh();
    }
  }

  #text(notes) {
    const edit = hasRole('operator')
      ? html`<button class="quiet" @click=${() => (this.editing = true)}>${t(notes.note ? 'notes.edit' : 'notes.add')}</button>`
      : nothing;
    return html`${notes.note ? html`<p class="note">${notes.note}</p>` : nothing}${edit}`;
  }

  #form(notes) {
    return html`<form class="stack" @submit=${this.#save}>
      <textarea name="note" rows="4" maxlength="10000" aria-label=${t('notes.note')} .value=${notes.note ?? ''}></textarea>
      <div class="row end"><button type="button" @click=${() => this.#unsaved.discard()}>${t('dialog.cancel')}</button>
        <button class="primary">${t('notes.save')}</button></div>
    </form>`;
  }

  updated(changed) {
    if (changed.has('editing') && this.editing) {
      this.querySelector('textarea').focus();
    }
  }

  #save(event) {
    event.preventDefault();
    return this.#send(new FormData(event.target).get('note'));
  }

  /** Says whether it could be saved. */
  async #send(text) {
    const saved = await this.#put('note', { note: text.trim() || null });
    if (saved) {
      this.#unsaved.discard();
    }
    return Boolean(saved);
  }

  #addTag(event, tags) {
    event.preventDefault();
    const tag = new FormData(event.target).get('tag');
    event.target.reset();
    this.#tag([...new Set([...tags, tag])]);
  }

  #tag(tags) {
    return this.#put('tags', { tags });
  }

  async #put(what, body) {
    const notes = await withErrorToast(() => put(this.#path(what), body));
    if (notes) {
      this.#notes.replace(notes);
    }
    return notes;
  }

  #path(what) {
    return `/api/runs/${this.runId}/${what}`;
  }
}

customElements.define('tempo-notes', Notes);
