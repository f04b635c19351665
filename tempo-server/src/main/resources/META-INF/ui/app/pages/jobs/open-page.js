// Opens the page that a job's script serves, in a tab of its own.

import { promptParameters } from '../../components/parameter-form.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { post } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { hasRole } from '../../core/session.js';
import { isDark } from '../../core/theme.js';

/** Returns whether a job has a page that the current user may open. */
export const canOpenPage = (job) => hasRole('operator') && (job.interface.preferredPort != null || job.interface.autoOpen);

/** Opens the page of a job; asks for its parameters first if any must be given. The tab that is open shows the same page once more. */
export function openPage(job) {
  const path = `/api/jobs/${job.id}/interface`;
  return job.parameters.some((parameter) => parameter.required && parameter.default == null)
    ? promptParameters(job, (parameters) => inTab(() => post(path, { parameters, ...shown() })))
    : withErrorToast(() => inTab(() => post(path, shown())));
}

/** Scripts know no theme that follows the system, so they are told what that comes to. */
const shown = () => ({ theme: isDark() ? 'dark' : 'light' });

/** The tab is opened at once, as browsers let pages do only where somebody has just pressed something. */
async function inTab(ask) {
  const tab = window.open('', '_blank');
  try {
    const opened = await ask();
    if (tab) {
      tab.location.replace(opened.url);
    } else {
      toast(t('jobs.pageReady'), { kind: 'good', action: { text: t('jobs.openPage'), run: () => window.open(opened.url, '_blank', 'noopener') } });
    }
    return opened;
  } catch (error) {
    tab?.close();
    throw error;
  }
}
