import { html, nothing } from 'lit';
import { t } from '../../../core/i18n.js';
import './arguments.js';

const WINDOWS = '\r\n';

/** What a job runs, as far as it is no script's text, and where. */
export const task = {
  name: 'task',

  paths: { workingDir: 'task.workingDir', command: 'task.command', lineEnds: 'task.lineEnds' },

  show: (fields, job) => html`<div class="field"><span class="soft">${t('settings.kind')}</span><span>${t(`task.${job.task.kind}`)}</span></div>
    ${job.task.kind === 'command' ? html`<tempo-arguments .command=${job.task.command} .fields=${fields}></tempo-arguments>` : nothing}
    ${job.task.kind === 'handler'
      ? html`<div class="field"><span class="soft">${t('settings.handler')}</span><code class="mono">${job.task.content}</code><small class="soft">${t('settings.handler.hint')}</small></div>`
      : fields.text('workingDir', job.task.workingDir ?? '', { maxlength: 4_096, placeholder: t('settings.workingDir.own') })}
    ${hasWindowsLines(job) ? fields.select('lineEnds', 'KEEP', ['KEEP', 'LF']) : nothing}`,

  read: (given, job) => {
    const asked = { task: {} };
    if (job.task.kind !== 'handler') {
      asked.task.workingDir = given.text('workingDir').trim() || null;
    }
    if (job.task.kind === 'command') {
      asked.task.command = given.texts('argument');
    }
    if (given.text('lineEnds') === 'LF') {
      asked.task.content = job.task.content.replaceAll(WINDOWS, '\n');
    }
    return Object.keys(asked.task).length > 0 ? asked : {};
  },
};

const hasWindowsLines = (job) => job.task.kind === 'shell' && (job.task.content ?? '').includes(WINDOWS);
