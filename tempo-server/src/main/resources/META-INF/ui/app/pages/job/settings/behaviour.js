import { html } from 'lit';

/** Where its runs wait, and what happens when they meet, fail or are lost. */
export const behaviour = {
  name: 'running',

  paths: {
    retryCount: 'retry.count',
    backoff: 'retry.backoff',
    delaySeconds: 'retry.delaySeconds',
    maxDelaySeconds: 'retry.maxDelaySeconds',
    jitter: 'retry.jitter',
  },

  show: (fields, job) => html`${fields.text('queue', job.queue, { maxlength: 100 })}
    ${fields.select('overlap', job.overlap, ['QUEUE', 'SKIP', 'REPLACE', 'ALLOW'])}
    ${fields.number('retryCount', job.retry.count, { min: 0 })}
    ${fields.select('backoff', job.retry.backoff, ['FIXED', 'EXPONENTIAL'])}
    ${fields.number('delaySeconds', job.retry.delaySeconds, { min: 0 })}
    ${fields.number('maxDelaySeconds', job.retry.maxDelaySeconds, { min: 0 })}
    ${fields.number('jitter', job.retry.jitter, { min: 0, max: 1, step: 0.05 })}
    ${fields.check('rerunIfLost', job.rerunIfLost)}
    ${fields.check('autoSave', job.autoSave)}`,

  read: (given) => ({
    queue: given.text('queue'),
    overlap: given.text('overlap'),
    rerunIfLost: given.flag('rerunIfLost'),
    autoSave: given.flag('autoSave'),
    retry: {
      count: given.number('retryCount') ?? 0,
      backoff: given.text('backoff'),
      delaySeconds: given.number('delaySeconds') ?? 0,
      maxDelaySeconds: given.number('maxDelaySeconds'),
      jitter: given.number('jitter') ?? 0,
    },
  }),
};
