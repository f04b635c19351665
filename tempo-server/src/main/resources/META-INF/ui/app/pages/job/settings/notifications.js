import { html, nothing } from 'lit';
import { href } from '../../../core/base-path.js';
import { t } from '../../../core/i18n.js';
import { hasRole } from '../../../core/session.js';

/** Whom to tell about its runs. */
export const notifications = {
  name: 'notify',

  paths: { notifyOn: 'notify.on', emails: 'notify.emails', webhookUrl: 'notify.webhookUrl' },

  show: (fields, job, { reach }) => html`${fields.select('notifyOn', job.notify.on, ['never', 'failure', 'success', 'always'])}
    ${fields.text('emails', job.notify.emails.join(', '), { placeholder: job.owner ? t('settings.emails.owner', { owner: job.owner }) : undefined })}
    ${hindrances(reach, 'email')}
    ${fields.text('webhookUrl', job.notify.webhookUrl ?? '', { type: 'url', placeholder: 'https://' })}
    ${hindrances(reach, 'webhook')}`,

  read: (given) => ({
    notify: { on: given.text('notifyOn'), emails: given.words('emails'), webhookUrl: given.text('webhookUrl') || null },
  }),
};

/** What keeps messages from arriving by one way; administrators are led to where that is mended. */
const hindrances = (reach, channel) =>
  (reach?.problems ?? [])
    .filter((problem) => problem.channel === channel)
    .map(
      ({ code, message }) => html`<p class="notice small" role="note" data-problem=${code}>${message}
        ${hasRole('admin') && code in PLACES ? html`<a href=${href(PLACES[code])}>${t('settings.notify.mend')}</a>` : nothing}</p>`,
    );

const PLACES = { NO_MAIL_SERVER: '/admin/smtp', WEBHOOK_ADDRESS_REFUSED: '/admin/settings', OWNER_WITHOUT_ADDRESS: '/admin/users', OWNER_INACTIVE: '/admin/users' };
