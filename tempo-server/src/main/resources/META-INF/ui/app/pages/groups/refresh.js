// Has the files of groups read again, and says what that has brought.

import { toast, withErrorToast } from '../../components/toast.js';
import { formatList } from '../../core/format.js';
import { plural, t } from '../../core/i18n.js';

/** Runs `ask`, which refreshes one or all groups; tells what came, changed and went. */
export async function refreshGroups(ask) {
  const answer = await withErrorToast(ask);
  if (!answer) {
    return;
  }
  const { added, changed, removed, warnings } = answer;
  const parts = [
    [added, 'groups.added'],
    [changed, 'groups.changed'],
    [removed, 'groups.removed'],
    [warnings, 'groups.warnings'],
  ].filter(([list]) => list.length > 0);
  const text = parts.length > 0 ? formatList(parts.map(([list, key]) => plural(key, list.length))) : t('groups.asBefore');
  toast(text, { kind: warnings.length > 0 ? 'plain' : 'good' });
}
