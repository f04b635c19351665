import { html, nothing } from 'lit';
import { get, part, withQuery } from '../core/api.js';
import { available } from '../core/commands.js';
import { keyNames } from '../core/keys.js';
import { go } from '../core/router.js';
import { t } from '../core/texts.js';
import { Element } from '../parts/element.js';

const MOST = 12;
const CALM_MS = 120;

/** Everything that can be done or gone to, by a few letters of its name. A combobox with a list. */
class Palette extends Element {
  static properties = { text: { state: true }, jobs: { state: true }, chosen: { state: true } };

  #timer = 0;

  constructor() {
    super();
    this.#reset();
  }

  /** Opens it. */
  open() {
    const dialog = this.querySelector('dialog');
    if (!dialog.open) {
      this.#reset();
      dialog.showModal();
      this.#find();
    }
  }

  render() {
    const found = this.#found();
    const current = found[this.chosen];
    return html`<dialog class="palette" aria-label=${t('palette.title')} @click=${this.#outside} @close=${() => (this.text = '')}>
      <input type="search" role="combobox" aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
        aria-activedescendant=${current ? `palette-${this.chosen}` : nothing} placeholder=${t('palette.hint')}
        aria-label=${t('palette.hint')} .value=${this.text} @input=${this.#typed} @keydown=${this.#key}>
      <ul id="palette-list" role="listbox" aria-label=${t('palette.title')}>
        ${found.map((entry, i) => this.#entry(entry, i))}
      </ul>
      ${found.length === 0 ? html`<p class="soft none">${t('palette.none')}</p>` : nothing}
    </dialog>`;
  }

  #entry(entry, i) {
    return html`<li role="option" id="palette-${i}" aria-selected=${i === this.chosen} @click=${() => this.#run(entry)}
      @pointermove=${() => (this.chosen = i)}>
      <span class="soft">${entry.section}</span><span class="grow cut">${entry.title}</span>
      ${entry.keys ? html`<span class="keys">${keyNames(entry.keys).map((keys) => keys.map((key) => html`<kbd>${key}</kbd>`))}</span>` : nothing}
    </li>`;
  }

  #found() {
    const words = this.text.toLowerCase().split(/\s+/).filter(Boolean);
    const matches = (title) => words.every((word) => title.toLowerCase().includes(word));
    const jobs = this.jobs.map((job) => ({
      title: job.name,
      section: t('palette.job'),
      run: () => go(`/jobs/${part(job.id)}`),
    }));
    const logs = this.text.trim()
      ? [{ title: t('palette.inLogs', { text: this.text.trim() }), section: t('palette.search'), run: () => go(withQuery('/search', { q: this.text.trim() })) }]
      : [];
    const commands = available()
      .filter((command) => matches(command.title))
      .map((command) => ({ ...command, section: command.section ?? t('palette.command') }));
    const all = this.text.trim() ? [...jobs, ...commands, ...logs] : [...commands, ...jobs];
    return all.slice(0, MOST);
  }

  #reset() {
    this.text = '';
    this.jobs = [];
    this.chosen = 0;
  }

  #typed(event) {
    this.text = event.target.value;
    this.chosen = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#find(), CALM_MS);
  }

  async #find() {
    const text = this.text;
    try {
      const { jobs } = await get(withQuery('/api/jobs', { q: text.trim(), limit: 8, sort: 'name' }));
      if (text === this.text) {
        this.jobs = jobs;
      }
    } catch {
      this.jobs = []; // commands still work
    }
  }

  #key(event) {
    const count = this.#found().length;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && count > 0) {
      event.preventDefault();
      this.chosen = (this.chosen + moves[event.key] + count) % count;
      this.updateComplete.then(() => this.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Escape') {
      event.preventDefault(); // it would only empty the field first
      this.querySelector('dialog').close();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const entry = this.#found()[this.chosen];
      if (entry) {
        this.#run(entry);
      }
    }
  }

  #run(entry) {
    this.querySelector('dialog').close();
    entry.run();
  }

  #outside(event) {
    if (event.target === event.currentTarget) {
      event.currentTarget.close();
    }
  }
}

customElements.define('tempo-palette', Palette);
