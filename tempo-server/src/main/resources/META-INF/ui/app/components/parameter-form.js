// The form for the parameters of a run, one field per parameter by its type.

import { html, nothing, render } from 'lit';
import { t } from '../core/i18n.js';
import { localText } from '../core/local-text.js';
import { isAsked, optionsOf } from '../core/parameters.js';
import { openDialog } from './dialogs.js';
import { fileInput } from './project-file.js';
import { Presets } from './presets.js';
import { toastError } from './toast.js';

/**
 * Opens the form for a run's parameters.
 *
 * @param start is called with the values; if it rejects, the form shows the errors and stays open
 * @returns what `start` returned; null if the form was cancelled
 */
export const promptParameters = (job, start = async (values) => values) =>
  openDialog((close) => {
    const form = document.createElement('form');
    form.classList.add('stack', 'run-form');
    const presets = new Presets(job, { values: () => valuesOf(form, job.parameters), fill: (values) => fill(form, job.parameters, values), show: () => show(null) });
    const show = (error) => {
      render(content(job, presets, error, close), form);
      updateDependentFields(form, job.parameters);
    };
    const showErrors = (error) => {
      show(error);
      form.querySelector('[data-parameter] .error')?.closest('[data-parameter]').querySelector('input, select, textarea')?.focus(); // of many, the first that is wrong
    };
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      try {
        close(await start(valuesOf(form, job.parameters)));
      } catch (error) {
        error.field ? showErrors(error) : toastError(error);
      }
    });
    form.addEventListener('input', () => updateDependentFields(form, job.parameters));
    form.addEventListener('change', () => updateDependentFields(form, job.parameters));
    show(null);
    presets.load();
    return form;
  }, null);

const content = (job, presets, error, close) => html`<h2 id="question">${t('parameters.title', { name: job.name })}</h2>
  ${presets.bar()}
  ${groupsOf(job.parameters).map(([heading, parameters]) =>
    heading === ''
      ? parameters.map((parameter) => field(parameter, error, job))
      : html`<fieldset class="stack parameter-group"><legend>${heading}</legend>${parameters.map((parameter) => field(parameter, error, job))}</fieldset>`,
  )}
  ${error ? html`<p class="error" role="alert">${error.message}</p>` : nothing}
  <div class="row end at-hand">
    <button type="button" @click=${() => close(null)}>${t('dialog.cancel')}</button>
    <button class="primary">${t('jobs.run')}</button>
  </div>`;

/** Parameters by their headings, in the order in which these first come. */
function groupsOf(parameters) {
  const groups = new Map();
  for (const parameter of parameters) {
    const heading = localText(parameter.group);
    groups.set(heading, [...(groups.get(heading) ?? []), parameter]);
  }
  return [...groups];
}

function field(parameter, error, job) {
  const problem = error?.field?.(`parameters.${parameter.name}`);
  const label = html`<span>${parameter.name}${parameter.required ? html` <abbr title=${t('parameters.required')}>*</abbr>` : nothing}</span>`;
  const hint = problem
    ? html`<small class="error">${problem}</small>`
    : localText(parameter.description) || parameter.pattern
      ? html`<small class="soft">${localText(parameter.description)} ${parameter.pattern ? html`<span class="mono">${parameter.pattern}</span>` : nothing}</small>`
      : nothing;
  switch (parameter.type) {
    case 'bool':
      return html`<label class="check" data-parameter=${parameter.name}>${input(parameter, job)}${label} ${hint}</label>`;
    case 'multiselect':
      return html`<fieldset class="field options" data-parameter=${parameter.name}><legend>${label}</legend>${input(parameter, job)}${hint}</fieldset>`;
    default:
      return html`<label class="field" data-parameter=${parameter.name}>${label}${input(parameter, job)}${hint}</label>`;
  }
}

function input(p, job) {
  const value = p.default ?? '';
  switch (p.type) {
    case 'bool':
      return html`<input type="checkbox" name=${p.name} ?checked=${value === true || value === 'true'}>`;
    case 'text':
      return html`<textarea name=${p.name} rows="4" minlength=${p.min ?? nothing} maxlength=${p.max ?? nothing} ?required=${p.required} .value=${String(value)}></textarea>`;
    case 'select':
      return html`<select name=${p.name} ?required=${p.required}>
        ${p.required && value !== '' ? nothing : html`<option value=""></option>`}
        ${optionsOf(p).map((option) => html`<option value=${option.value} ?selected=${option.value === value}>${option.label}</option>`)}
      </select>`;
    case 'multiselect': {
      const chosen = String(value).split(',');
      return html`<div class="chips">${optionsOf(p).map(
        (option) => html`<label class="check"><input type="checkbox" name=${p.name} value=${option.value} ?checked=${chosen.includes(option.value)}><span>${option.label}</span></label>`,
      )}</div>`;
    }
    case 'int':
    case 'float':
      return html`<input type="number" name=${p.name} step=${p.type === 'int' ? 1 : 'any'} min=${p.min ?? nothing} max=${p.max ?? nothing}
        ?required=${p.required} .value=${String(value)}>`;
    case 'date':
      return html`<input type="date" name=${p.name} ?required=${p.required} .value=${String(value)}>`;
    case 'secret':
      return html`<input type="password" name=${p.name} autocomplete="off" minlength=${p.min ?? nothing} maxlength=${p.max ?? nothing} ?required=${p.required}>`;
    case 'string':
      return html`<input name=${p.name} minlength=${p.min ?? nothing} maxlength=${p.max ?? nothing} ?required=${p.required} spellcheck="false" autocomplete="off" .value=${String(value)}>`;
    case 'file':
      return fileInput(p, job);
    default:
      return html`<input name=${p.name} ?required=${p.required} spellcheck="false" autocomplete="off" .value=${String(value)}>`;
  }
}

const fieldOf = (form, name) => form.querySelector(`[data-parameter="${CSS.escape(name)}"]`);

/** The controls of a parameter: one, or the boxes of a list of which some are chosen. */
const controls = (form, name) => [...(fieldOf(form, name)?.querySelectorAll('input:not([data-upload]), select, textarea') ?? [])];

/** Hides fields of parameters that are not asked for with the values at hand; they are not sent. */
function updateDependentFields(form, parameters) {
  const held = (parameter) => heldValue(controls(form, parameter.name), parameter);
  for (const parameter of parameters.filter((p) => p.dependsOn)) {
    const asked = isAsked(parameter, parameters, held);
    fieldOf(form, parameter.name).hidden = !asked;
    controls(form, parameter.name).forEach((control) => (control.disabled = !asked));
  }
}

/** What a parameter has as the form stands: what is in it, or else the default. */
function heldValue(fields, { type, default: usual }) {
  if (type === 'bool') {
    return String(fields[0].checked);
  }
  const given = type === 'multiselect' ? fields.filter((box) => box.checked).map((box) => box.value).join(',') : fields[0].value;
  return given === '' ? String(usual ?? '') : given;
}

function valuesOf(form, parameters) {
  const values = {};
  for (const { name, type } of parameters) {
    const fields = controls(form, name);
    if (!fields[0]?.disabled) {
      const value = valueOf(fields, type);
      if (value !== undefined) {
        values[name] = value;
      }
    }
  }
  return values;
}

function valueOf(fields, type) {
  if (type === 'multiselect') {
    const chosen = fields.filter((box) => box.checked).map((box) => box.value);
    return chosen.length > 0 ? chosen.join(',') : undefined;
  }
  const [element] = fields;
  if (type === 'bool') {
    return element.checked;
  }
  if (element.value === '') {
    return undefined;
  }
  return type === 'int' || type === 'float' ? element.valueAsNumber : element.value;
}

/** Puts values into the form; what they do not name goes back to its default. */
function fill(form, parameters, values) {
  for (const { name, type, default: usual } of parameters.filter((p) => p.type !== 'secret')) {
    const value = String(values[name] ?? usual ?? '');
    for (const field of controls(form, name)) {
      if (field.type === 'checkbox') {
        field.checked = type === 'bool' ? value === 'true' : value.split(',').includes(field.value);
      } else {
        field.value = value;
      }
    }
  }
  updateDependentFields(form, parameters);
}
