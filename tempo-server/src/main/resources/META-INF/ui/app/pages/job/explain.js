import { html, nothing, render } from 'lit';
import { openDialog } from '../../components/dialogs.js';
import { get, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { t } from '../../core/i18n.js';
import { fromLocalDateTime, toLocalDateTime } from '../../core/time-zone.js';

/** Asks for a moment, and tells why the job did or did not run then. */
export const explainJob = (job) =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    const now = toLocalDateTime(Date.now());
    let waiting = [];
    const show = (answers, error) =>
      render(
        html`<h2 id="question">${t('explain.title', { name: job.name })}</h2>
          ${waiting.length > 0 ? html`<h3>${t('explain.waiting')}</h3><ul class="answers" id="waiting">${waiting.map((one) => html`<li>${sentence(one)}</li>`)}</ul>` : nothing}
          <label class="field">${t('explain.at')}<input type="datetime-local" name="at" required value=${now} autofocus></label>
          ${answers ? html`<ul class="answers" aria-live="polite">${answers.map((one) => html`<li>${sentence(one)}</li>`)}</ul>` : nothing}
          ${answers?.length === 0 ? html`<p class="soft">${t('explain.nothing')}</p>` : nothing}
          ${error ? html`<p class="error" role="alert">${error.message}</p>` : nothing}
          <div class="row end"><button type="button" @click=${() => close()}>${t('dialog.close')}</button>
            <button class="primary">${t('explain.ask')}</button></div>`,
        form,
      );
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        const at = fromLocalDateTime(new FormData(form).get('at'));
        const data = await get(withQuery(`/api/jobs/${job.id}/explain`, { at }));
        ({ waiting } = data);
        show(data.explanations, null);
      } catch (error) {
        show(null, error);
      }
    });
    show(null, null);
    get(`/api/jobs/${job.id}/explain`)
      .then((data) => {
        ({ waiting } = data);
        show(null, null);
      })
      .catch(() => {}); // it is asked again with a time
    return form;
  });

const sentence = ({ text, runId }) => (runId ? html`<a class="link" href=${href(`/runs/${runId}`)}>${text}</a>` : text);
