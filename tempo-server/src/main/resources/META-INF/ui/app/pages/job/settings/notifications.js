import { html } from 'lit';

/** Whom to tell about its runs. */
export const notifications = {
  name: 'notify',

  paths: { notifyOn: 'notify.on', emails: 'notify.emails', webhookUrl: 'notify.webhookUrl' },

  show: (fields, job) => html`${fields.select('notifyOn', job.notify.on, ['never', 'failure', 'success', 'always'])}
    ${fields.text('emails', job.notify.emails.join(', '))}
    ${fields.text('webhookUrl', job.notify.webhookUrl ?? '', { type: 'url' })}`,

  read: (given) => ({
    notify: { on: given.text('notifyOn'), emails: given.words('emails'), webhookUrl: given.text('webhookUrl') || null },
  }),
};
