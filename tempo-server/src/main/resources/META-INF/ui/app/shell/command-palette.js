import { html, nothing } from 'lit';
import { folderPath } from '../components/folder-names.js';
import { LightElement } from '../components/light-element.js';
import { withQuery } from '../core/api.js';
import { t } from '../core/i18n.js';
import { navigate } from '../core/location.js';
import { formatShortcut } from '../core/shortcuts.js';
import { fuzzyScore, searchWords } from './fuzzy-match.js';
import { adminEntries, commandEntries, jobEntries, recentEntries, savedEntries } from './palette-entries.js';

const MAX_ENTRIES = 20;
const MAX_RECENT = 5;
const DEBOUNCE_MS = 120;

/** The command palette: finds commands, jobs, runs and settings by a few letters. A combobox with a list. */
class CommandPalette extends LightElement {
  static properties = { text: { state: true }, jobs: { state: true }, kept: { state: true }, chosen: { state: true } };

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
      this.#keep(savedEntries);
      this.#keep(adminEntries);
    }
  }

  render() {
    const found = this.#found();
    const current = found[this.chosen];
    return html`<dialog class="palette" aria-label=${t('palette.title')} @click=${this.#outside} @close=${this.#closed}>
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
      <span class="soft">${entry.section}</span><span class="grow cut">${entry.title}${entry.folders?.length > 0 ? html` <small class="soft">${folderPath(entry.folders)}</small>` : nothing}</span>
      ${entry.keys ? html`<span class="keys">${formatShortcut(entry.keys).map((keys) => keys.map((key) => html`<kbd>${key}</kbd>`))}</span>` : nothing}
    </li>`;
  }

  /** What goes by what was typed, the best first; before something is, what was looked at last and what can be done. */
  #found() {
    const words = searchWords(this.text);
    const recents = recentEntries();
    const others = [...commandEntries(), ...this.kept, ...this.jobs];
    if (words.length === 0) {
      return [...recents.slice(0, MAX_RECENT), ...others.filter((entry) => !entry.hidden)].slice(0, MAX_ENTRIES);
    }
    const once = recents.filter(({ path }) => !this.jobs.some((job) => job.path === path));
    const found = [...once, ...others]
      .map((entry) => [entry, rank(entry, words)])
      .filter(([, rank]) => rank > 0)
      .sort(([, one], [, other]) => other - one)
      .map(([entry]) => entry);
    return [...found.slice(0, MAX_ENTRIES), this.#inLogs()];
  }

  #inLogs() {
    const q = this.text.trim();
    return { title: t('palette.inLogs', { text: q }), section: t('palette.search'), run: () => navigate(withQuery('/search', { q })) };
  }

  async #keep(load) {
    const more = await load().catch(() => []); // what is there works without
    this.kept = [...this.kept, ...more];
  }

  #reset() {
    this.text = '';
    this.jobs = [];
    this.kept = [];
    this.chosen = 0;
  }

  #typed(event) {
    this.text = event.target.value;
    this.chosen = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#find(), DEBOUNCE_MS);
  }

  async #find() {
    const text = this.text;
    try {
      const jobs = await jobEntries(text);
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

  /** Told later than it happens: it may be open again by then, with something typed. */
  #closed(event) {
    if (!event.currentTarget.open) {
      this.text = '';
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

/** Returns the score of an entry for search words; its title counts most. */
function rank({ title, also = '', weight = 0 }, words) {
  const byTitle = fuzzyScore(title, words);
  const byAll = byTitle || (also && fuzzyScore(`${title} ${also}`, words) / 2);
  return byAll ? byAll + weight : 0;
}

customElements.define('tempo-palette', CommandPalette);
