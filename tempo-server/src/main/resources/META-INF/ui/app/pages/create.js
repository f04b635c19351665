import { html, nothing } from 'lit';
import { Element } from '../parts/element.js';
import { post } from '../api.js';
import { when } from '../format.js';
import { t } from '../texts.js';

const STARTERS = {
  python: 'import time\n\nfor i in range(5):\n    print("tick", i, flush=True)\n    time.sleep(1)\n',
  shell: 'for i in 1 2 3; do\n  echo "tick $i"\n  sleep 1\ndone\n',
};

/** Quick creation of a job. Tells by an event which job was made. */
class Create extends Element {
  static properties = { error: { state: true }, preview: { state: true } };

  constructor() {
    super();
    this.error = this.preview = null;
  }

  open() {
    this.error = this.preview = null;
    this.querySelector('form').reset();
    this.#start('python');
    this.querySelector('dialog').showModal();
  }

  render() {
    return html`<dialog aria-labelledby="create-title">
      <form class="stack" @submit=${this.#submit}>
        <h2 id="create-title">${t('create.title')}</h2>
        <div class="row">
          <label class="field grow">${t('create.name')}<input name="name" maxlength="100" required></label>
          <label class="field">${t('create.kind')}
            <select name="kind" @change=${this.#kindChanged}>
              <option value="python">${t('create.python')}</option>
              <option value="shell">${t('create.shell')}</option>
            </select>
          </label>
        </div>
        <label class="field">${t('create.schedule')}
          <input name="expression" placeholder="*/5 * * * *" @change=${this.#check} spellcheck="false">
        </label>
        <p class="soft" aria-live="polite">${this.preview ?? t('create.scheduleHint')}</p>
        <label class="field">${t('create.script')}
          <textarea name="content" rows="10" spellcheck="false"></textarea>
        </label>
        ${this.error ? html`<p class="error" role="alert">${this.error}</p>` : nothing}
        <div class="row end">
          <button type="button" class="quiet" @click=${this.#close}>${t('create.cancel')}</button>
          <button class="primary">${t('create.save')}</button>
        </div>
      </form>
    </dialog>`;
  }

  #close() {
    this.querySelector('dialog').close();
  }

  #kindChanged(event) {
    const script = this.querySelector('textarea');
    if (Object.values(STARTERS).includes(script.value)) {
      this.#start(event.target.value);
    }
  }

  #start(kind) {
    this.querySelector('textarea').value = STARTERS[kind];
  }

  async #check(event) {
    const expression = event.target.value.trim();
    this.preview = null;
    if (expression === '') {
      return;
    }
    try {
      const preview = await post('/api/schedules/preview', { type: 'cron', expression, count: 3 });
      const times = preview.occurrences.map((at) => when(at)).join(' · ');
      this.preview = [preview.description, t('create.nextRuns', { times }), ...preview.warnings].join(' — ');
      this.error = null;
    } catch (error) {
      this.error = error.message;
    }
  }

  async #submit(event) {
    event.preventDefault();
    const form = Object.fromEntries(new FormData(event.target));
    const expression = form.expression.trim();
    const job = {
      name: form.name,
      task: { kind: form.kind, content: form.content },
      triggers: expression === '' ? [] : [{ type: 'cron', expression }],
    };
    try {
      const made = await post('/api/jobs', job);
      this.#close();
      this.dispatchEvent(new CustomEvent('created', { bubbles: true, detail: made }));
    } catch (error) {
      this.error = error.message;
    }
  }
}

customElements.define('tempo-create', Create);
