import { OfflineError } from '../../../core/api.js';
import { t } from '../../../core/i18n.js';

/** Returns the text of a saver's state. */
export function saveStatusText(saver, job) {
  if (saver.state === 'draft') {
    return draftText(saver, job);
  }
  return saver.state === 'failed' ? t('script.failed', { reason: saveFailureText(saver) }) : t(`script.${saver.state}`);
}

function draftText({ mistake, reason }, job) {
  if (reason?.status === 409) {
    return t('script.draftConflict');
  }
  if (mistake && job.enabled) {
    return t('script.draftLine', { line: mistake.line });
  }
  return reason ? t('script.draftReason', { reason: saveFailureText({ reason }) }) : t('script.draft');
}

/** Returns why a script could not be saved. */
export function saveFailureText({ reason, mistake }) {
  if (reason?.problem?.draft) {
    return t('script.otherDraftReason');
  }
  if (reason?.status === 409) {
    return t('script.conflict');
  }
  if (mistake) {
    return t('script.mistake', { line: mistake.line, message: mistake.message });
  }
  if (reason instanceof OfflineError || !reason) {
    return t('state.offline');
  }
  const detail = reason.details?.[0]?.message;
  return detail ? t('script.refused', { detail }) : reason.message;
}
