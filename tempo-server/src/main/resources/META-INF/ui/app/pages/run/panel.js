import { html, nothing } from 'lit';
import { LightElement } from '../../components/light-element.js';
import { emptyState } from '../../components/placeholders.js';
import { timeElement } from '../../components/relative-time.js';
import { Resource } from '../../components/resource.js';
import { get, withQuery } from '../../core/api.js';
import { href } from '../../core/base-path.js';
import { compareNames, formatBytes, formatInteger, formatOffset, formatPercent } from '../../core/format.js';
import { hasMessage, loadMessagePart, t } from '../../core/i18n.js';
import { loadStyle } from '../../core/stylesheets.js';
import { changeName, changeValue } from './setting-texts.js';

/** How soon it is looked again what a run that has just ended made, in milliseconds. */
const LOOK_AGAIN_MS = 1_000;

await Promise.all([loadStyle('/ui/css/pages/run-panel.css'), loadMessagePart('run')]);

/** What is known of a run besides its log: with which parameters, in which environment, and what happened when. */
class RunPanel extends LightElement {
  static properties = { run: { attribute: false }, tab: {} };

  #data = new Resource(this, (signal) => this.#load(signal), {
    on: ['run.started', 'run.finished'],
    isRelevant: ({ data }) => data.id === this.run?.id,
    lazy: true,
  });

  willUpdate(changed) {
    if (changed.has('tab') || (changed.has('run') && changed.get('run')?.id !== this.run.id)) {
      this.#data.reload();
    }
  }

  render() {
    return html`<section class="panel-body" aria-label=${t(`run.tab.${this.tab}`)}>${this.tab === 'parameters'
      ? parameters(this.run)
      : this.#data.show((data) => (data?.tab !== this.tab ? nothing : this.tab === 'environment' ? environment(data) : this.tab === 'files' ? files(this.run, data) : timeline(this.run, data.events)))}</section>`;
  }

  async #load(signal) {
    const { tab } = this;
    if (tab === 'parameters') {
      return { tab };
    }
    const data = { ...(await get(`/api/runs/${this.run.id}/${tab}`, { signal })), tab };
    if (tab === 'files' && data.projectId && !data.known) {
      setTimeout(() => this.isConnected && this.tab === 'files' && this.#data.refresh(), LOOK_AGAIN_MS); // they are looked for at the end
    }
    return data;
  }
}

function parameters({ parameters: given, jobId, jobIsVisible }) {
  const all = Object.entries(given ?? {});
  return all.length === 0
    ? emptyState(t('runPanel.noParameters'), t('runPanel.noParametersHint'))
    : html`${table(t('run.parameters'), all.map(([name, value]) => [name, shown(value)]))}
        ${jobIsVisible ? html`<p class="soft"><a class="link" href=${href(`/jobs/${jobId}`)}>${t('run.toJob')}</a></p>` : nothing}`;
}

function environment({ known, interpreter, requirements, packages, variables, settings }) {
  if (!known) {
    return emptyState(t('runPanel.environmentUnknown'), t('runPanel.environmentUnknownHint'));
  }
  const named = (list, key = 'name') => list.map((one) => [one[key], one.value]);
  return html`<p class="soft">${t('runPanel.environmentHint')}</p>
    ${table(t('runPanel.interpreter'), interpreter.map(({ name, value }) => [interpreterPart(name), value]), 'words')}
    ${table(t('runPanel.requirements'), requirements.map((line) => [line, '']))}
    ${table(t('runPanel.packages', { count: formatInteger(packages.length) }), named(packages))}
    ${table(t('runPanel.variables'), variables.map(({ name, secret }) => [name, secret ? t('runPanel.secret') : '•••']))}
    ${table(t('runPanel.settings'), settings.map(({ name, value }) => [changeName({ part: 'setting', name }), changeValue({ part: 'setting', name }, value) || '–']).sort(([one], [other]) => compareNames(one, other)), 'words')}`;
}

/** What the run left in its project, each to be opened there. */
function files({ projectName }, { known, projectId, groupId, total, isComplete, files: all }) {
  if (!projectId) {
    return emptyState(t('runPanel.noProject'), t('runPanel.noProjectHint'));
  }
  if (!known) {
    return emptyState(t('runPanel.filesLater'));
  }
  if (all.length === 0) {
    return emptyState(t('runPanel.noFiles', { project: projectName }), t('runPanel.noFilesHint'));
  }
  const address = ({ path }) => withQuery(`/projects/${projectId}`, { group: groupId === '_managed' ? '' : groupId, path: path.split('/').slice(0, -1).join('/'), file: path });
  return html`<p class="soft">${t('runPanel.filesHint')}</p>
    <table class="table run-files"><thead><tr><th>${t('runPanel.file')}</th><th>${t('runPanel.change')}</th><th class="number">${t('runPanel.size')}</th></tr></thead>
      <tbody>${all.map((file) => html`<tr data-path=${file.path}><td><a class="link" href=${href(address(file))}><bdi>${file.path}</bdi></a></td><td>${t(`runPanel.change.${file.change}`)}</td><td class="number">${formatBytes(file.sizeBytes)}</td></tr>`)}</tbody></table>
    ${total > all.length || !isComplete ? html`<p class="soft">${t('runPanel.moreFiles', { count: formatInteger(total) })}</p>` : nothing}
    <p><a class="link" href=${href(`/projects/${projectId}`)}>${t('runPanel.toProject', { project: projectName })}</a></p>`;
}

/** A part that a newer server may have noted has its own name. */
const interpreterPart = (name) => (hasMessage(`runPanel.interpreterPart.${name}`) ? t(`runPanel.interpreterPart.${name}`) : name);

const table = (title, rows, headings = 'mono') =>
  rows.length === 0
    ? nothing
    : html`<h2>${title}</h2><table class="table named"><tbody>${rows.map(([name, value]) => html`<tr><th scope="row" class=${headings}><bdi>${name}</bdi></th><td><bdi>${value}</bdi></td></tr>`)}</tbody></table>`;

function timeline(run, events) {
  const from = new Date(run.queuedAt);
  return html`<ol class="events">${events.map(
    (event) => html`<li class="is-${event.kind}"><span class="at">${timeElement(event.timestamp)} <small class="soft">${since(from, event.timestamp)}</small></span>
      <span class="what">${eventText(run, event)}</span></li>`,
  )}</ol>`;
}

function since(from, timestamp) {
  const ms = new Date(timestamp) - from;
  return ms < 0 ? '' : `+${formatOffset(ms)}`;
}

function eventText(run, { kind, text, number }) {
  const line = (label) => html`<a class="link" href=${href(`/runs/${run.id}#L${number}`)}>${label}</a>`;
  switch (kind) {
    case 'system':
      return line(text);
    case 'first_output':
    case 'last_output':
      return line(t(`runPanel.event.${kind}`, { line: formatInteger(number) }));
    case 'most_memory':
      return t('runPanel.event.most_memory', { memory: formatBytes(number) });
    case 'most_cpu':
      return t('runPanel.event.most_cpu', { cpu: formatPercent(number / 100) });
    case 'environment':
      return t('runPanel.event.environment', { interpreter: text });
    case 'ended':
      return html`<strong>${t(`status.${run.status}`)}</strong> ${text ?? (number === null ? '' : t('runPanel.event.code', { code: number }))}`;
    default:
      return t(`runPanel.event.${kind}`);
  }
}

const shown = (value) => (value === null ? '–' : Array.isArray(value) ? value.join(', ') : String(value));

customElements.define('tempo-run-panel', RunPanel);
