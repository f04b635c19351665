import { html, nothing } from 'lit';
import { t } from '../../../core/i18n.js';
import { collapsible } from './fields.js';
import { NEW_QUEUE } from './queue-select.js';

/** Where its runs wait, and what happens when they meet, fail or are lost. */
export const behaviour = {
  name: 'running',

  paths: {
    retryCount: 'retry.count',
    backoff: 'retry.backoff',
    delaySeconds: 'retry.delaySeconds',
    maxDelaySeconds: 'retry.maxDelaySeconds',
    jitter: 'retry.jitter',
    retryOnExitCodes: 'retry.retryOnExitCodes',
    abortOnExitCodes: 'retry.abortOnExitCodes',
  },

  show: (fields, job, { queues }) => html`<tempo-queue-select .queue=${job.queue} .queues=${queues} .fields=${fields}></tempo-queue-select>
    ${fields.select('overlap', job.overlap, ['QUEUE', 'SKIP', 'REPLACE', 'ALLOW'])}
    ${fields.number('retryCount', job.retry.count, { min: 0 })}
    ${collapsible(
      html`${fields.number('delaySeconds', job.retry.delaySeconds, { min: 0 })}
        ${fields.select('backoff', job.retry.backoff, ['FIXED', 'EXPONENTIAL'])}
        ${fields.number('maxDelaySeconds', job.retry.maxDelaySeconds, { min: 0 })}
        ${fields.number('jitter', job.retry.jitter, { min: 0, max: 1, step: 0.05 })}
        ${fields.text('retryOnExitCodes', job.retry.retryOnExitCodes.join(', '))}
        ${fields.text('abortOnExitCodes', job.retry.abortOnExitCodes.join(', '))}
        ${fields.number('priority', job.priority, { min: -10, max: 10 })}
        ${fields.check('rerunIfLost', job.rerunIfLost)}
        ${fields.text('nodeLabels', job.nodeLabels.join(', '))}
        ${fields.number('lostAfterSeconds', job.lostAfterSeconds, { min: 0, placeholder: 60 })}
        ${fields.check('autoSave', job.autoSave)}
        ${job.source === 'discovered' ? nothing : fields.check('deleteWhenDone', job.deleteWhenDone)}`,
      told(job),
    )}`,

  read: (given, job) => ({
    queue: given.text('queue') === NEW_QUEUE ? given.text('newQueue').trim() : given.text('queue'),
    overlap: given.text('overlap'),
    rerunIfLost: given.flag('rerunIfLost'),
    priority: given.number('priority') ?? 0,
    nodeLabels: given.words('nodeLabels'),
    lostAfterSeconds: given.number('lostAfterSeconds'),
    autoSave: given.flag('autoSave'),
    deleteWhenDone: given.flag('deleteWhenDone'),
    retry: {
      count: given.number('retryCount') ?? 0,
      backoff: given.text('backoff'),
      delaySeconds: given.number('delaySeconds') ?? 0,
      maxDelaySeconds: given.number('maxDelaySeconds') ?? job.retry.maxDelaySeconds,
      jitter: given.number('jitter') ?? 0,
      retryOnExitCodes: given.words('retryOnExitCodes').map(Number),
      abortOnExitCodes: given.words('abortOnExitCodes').map(Number),
    },
  }),
};

function told({ retry, rerunIfLost, autoSave, priority, nodeLabels, deleteWhenDone }) {
  return [
    retry.count > 0 ? t(`settings.told.retry.${retry.backoff}`, { seconds: retry.delaySeconds }) : '',
    rerunIfLost ? t('settings.told.rerunIfLost') : '',
    priority ? t('settings.told.priority', { priority }) : '',
    nodeLabels.length > 0 ? t('settings.told.nodeLabels', { labels: nodeLabels.join(', ') }) : '',
    autoSave ? '' : t('settings.told.autoSave'),
    deleteWhenDone ? t('settings.told.deleteWhenDone') : '',
  ];
}
