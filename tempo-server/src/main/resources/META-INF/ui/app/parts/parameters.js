// The form for the parameters of a run, one field per parameter by its type.

import { html, nothing, render } from 'lit';
import { t } from '../core/texts.js';
import { ask } from './dialogs.js';

/** Asks for the parameters of a job; null if whoever was asked thinks better of it. */
export const askParameters = (job) =>
  ask((close) => {
    const form = document.createElement('form');
    form.classList.add('stack');
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      close(valuesOf(form, job.parameters));
    });
    form.addEventListener('change', () => showNeeded(form, job.parameters));
    render(
      html`<h2 id="question">${t('parameters.title', { name: job.name })}</h2>
        ${job.parameters.map(field)}
        <div class="row end">
          <button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button>
          <button class="primary">${t('jobs.run')}</button>
        </div>`,
      form,
    );
    showNeeded(form, job.parameters);
    return form;
  }, null);

function field(parameter) {
  const label = html`<span>${parameter.name}${parameter.required ? html` <abbr title=${t('parameters.required')}>*</abbr>` : nothing}</span>`;
  const hint = parameter.description ? html`<small class="soft">${parameter.description}</small>` : nothing;
  return parameter.type === 'bool'
    ? html`<label class="check" data-parameter=${parameter.name}>${input(parameter)}${label} ${hint}</label>`
    : html`<label class="field" data-parameter=${parameter.name}>${label}${input(parameter)}${hint}</label>`;
}

function input(p) {
  const value = p.default ?? '';
  switch (p.type) {
    case 'bool':
      return html`<input type="checkbox" name=${p.name} ?checked=${value === true || value === 'true'}>`;
    case 'text':
      return html`<textarea name=${p.name} rows="4" ?required=${p.required} .value=${String(value)}></textarea>`;
    case 'select':
    case 'multiselect': {
      const chosen = [value].flat().map(String);
      return html`<select name=${p.name} ?multiple=${p.type === 'multiselect'} ?required=${p.required}>
        ${p.type === 'select' && !p.required ? html`<option value=""></option>` : nothing}
        ${(p.options ?? []).map((option) => html`<option value=${option} ?selected=${chosen.includes(option)}>${option}</option>`)}
      </select>`;
    }
    case 'int':
    case 'float':
      return html`<input type="number" name=${p.name} step=${p.type === 'int' ? 1 : 'any'} min=${p.min ?? nothing} max=${p.max ?? nothing}
        ?required=${p.required} .value=${String(value)}>`;
    case 'date':
      return html`<input type="date" name=${p.name} ?required=${p.required} .value=${String(value)}>`;
    case 'secret':
      return html`<input type="password" name=${p.name} autocomplete="off" ?required=${p.required}>`;
    default:
      return html`<input name=${p.name} title=${p.pattern ?? nothing} ?required=${p.required} spellcheck="false" .value=${String(value)}>`;
  }
}

/** Hides fields whose parameter depends on another that is not given; hidden fields are not sent. */
function showNeeded(form, parameters) {
  for (const { name, dependsOn } of parameters.filter((p) => p.dependsOn)) {
    const other = form.elements.namedItem(dependsOn);
    const given = other && (other.type === 'checkbox' ? other.checked : other.value !== '');
    form.querySelector(`[data-parameter="${CSS.escape(name)}"]`).hidden = !given;
    form.elements.namedItem(name).disabled = !given;
  }
}

function valuesOf(form, parameters) {
  const values = {};
  for (const { name, type } of parameters) {
    const element = form.elements.namedItem(name);
    if (!element.disabled) {
      const value = valueOf(element, type);
      if (value !== undefined) {
        values[name] = value;
      }
    }
  }
  return values;
}

function valueOf(element, type) {
  if (type === 'bool') {
    return element.checked;
  }
  if (type === 'multiselect') {
    return [...element.selectedOptions].map((option) => option.value);
  }
  if (element.value === '') {
    return undefined;
  }
  return type === 'int' || type === 'float' ? element.valueAsNumber : element.value;
}
