// The toolbar of a log: search, stream filter, times, line anchors, navigation.

import { html, nothing } from 'lit';
import { download } from '../../core/api.js';
import { formatInteger } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';
import '../menu.js';
import { withErrorToast } from '../toast.js';
import { LEVELS } from './log-level.js';
import { STREAMS } from './line-filter.js';
import { progressBar } from './line-row.js';
import { TIME_MODES } from './preferences.js';

/**
 * @param log what is shown: `{ run, lines, finder, options, marked, beside, text, following, ends, marks, progress }`
 * @param act what can be done: `{ set, filter, find, findKey, level, step, copyMark, unmark, start, end, foldAll }`
 */
export const logToolbar = (log, act) => html`<div class="log-bar" role="toolbar" aria-label=${t('log.title')}>
  ${log.beside ? html`<span class="grow"></span>` : search(log, act)}
  ${log.progress ? html`<span class="log-progress">${progressBar(log.progress)}</span>` : nothing}
  <span class="log-count soft">${lineCount(log.lines)}</span>
  ${log.marked ? html`<span class="row"><button class="quiet" @click=${act.copyMark}>${t('log.copyLines')}</button>
      <button class="quiet" aria-label=${t('log.unmark')} title=${t('log.unmark')} @click=${act.unmark}>×</button></span>` : nothing}
  ${log.marks.groups.length > 0 && !log.lines.filtered ? html`<button class="quiet fold-all" aria-pressed=${log.marks.allFolded} title=${t('log.foldAll')} aria-label=${t('log.foldAll')}
    @click=${() => act.foldAll(!log.marks.allFolded)}>${log.marks.allFolded ? '▸' : '▾'}</button>` : nothing}
  <tempo-menu class="log-streams" .label=${t('log.streams')} .icon=${streamsIcon(log.lines)} .items=${streamItems(log.lines, act)}></tempo-menu>
  <tempo-menu .label=${t('log.times')} icon="◷" .items=${timeItems(log.options, act)}></tempo-menu>
  <button class="quiet" aria-pressed=${log.options.wrap} title=${t('log.wrap')} aria-label=${t('log.wrap')}
    @click=${() => act.set({ wrap: !log.options.wrap })}>↩</button>
  ${log.beside ? nothing : html`<button class="quiet download" title=${t('log.download')} aria-label=${t('log.download')}
    @click=${() => withErrorToast(() => download(`/api/runs/${log.run.id}/logs/download`))}>⤓</button>`}
  <button class="quiet" title=${t('log.toStart')} aria-label=${t('log.toStart')} @click=${act.start}>⇱</button>
  <button class="quiet follow" aria-pressed=${log.following} title=${t(log.ends ? 'log.toEnd' : 'log.follow')}
    aria-label=${t(log.ends ? 'log.toEnd' : 'log.follow')} @click=${act.end}>⇲</button>
</div>`;

const search = ({ finder, text }, act) => html`<form class="log-find grow" role="search" @submit=${(e) => (e.preventDefault(), act.step('next'))}>
  <input type="search" placeholder=${t('log.find')} aria-label=${t('log.find')} spellcheck="false" .value=${text}
    @input=${act.find} @keydown=${act.findKey}>
  ${text
    ? html`<span class="found soft" role="status">${found(finder)}</span>
      <button type="button" class="quiet" ?disabled=${finder.count === 0} aria-label=${t('log.previous')} title=${t('log.previous')} @click=${() => act.step('previous')}>↑</button>
      <button type="button" class="quiet" ?disabled=${finder.count === 0} aria-label=${t('log.next')} title=${t('log.next')} @click=${() => act.step('next')}>↓</button>`
    : nothing}
</form>`;

function found({ busy, error, place, count, more }) {
  if (error) {
    return error.message;
  }
  if (busy) {
    return t('log.searching');
  }
  return count === 0 ? t('log.notFound') : t('log.found', { place: formatInteger(place), count: formatInteger(count) + (more ? '+' : '') });
}

/** How many lines there are, and how many of them are shown as far as that is known. */
function lineCount(lines) {
  const count = formatInteger(lines.total);
  if (!lines.filtered) {
    return plural('log.lines', lines.total, { count });
  }
  return lines.whole ? plural('log.shown', lines.total, { count, shown: formatInteger(lines.count) }) : t('log.filtered', { count });
}

const isPart = (lines) => lines.streams.size < STREAMS.length;

function streamsIcon(lines) {
  const chosen = [...(isPart(lines) ? [...lines.streams].map((stream) => t(`log.only.${stream}`)) : []), ...(lines.level ? [t(`log.atLeast.${lines.level}`)] : [])];
  return chosen.length > 0 ? chosen.join(' + ') : t('log.allStreams');
}

/** Streams, and levels from which on lines are shown. */
function streamItems(lines, act) {
  const all = { text: t('log.allStreams'), checked: !lines.filtered, run: () => (act.level(null), act.filter(STREAMS)) };
  const streams = STREAMS.map((stream) => ({
    text: t(`log.only.${stream}`),
    checked: isPart(lines) && lines.streams.has(stream),
    run: () => act.filter([stream]),
  }));
  const levels = LEVELS.map((level) => ({
    text: t(`log.atLeast.${level}`),
    checked: lines.level === level,
    run: () => act.level(lines.level === level ? null : level),
  }));
  return [all, null, ...streams, null, ...levels];
}

const timeItems = (options, act) =>
  TIME_MODES.map((time) => ({ text: t(`log.time.${time}`), checked: options.time === time, run: () => act.set({ time }) }));
