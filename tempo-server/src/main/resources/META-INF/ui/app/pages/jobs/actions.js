// Actions on jobs, and their undo.

import { bulkResultText } from '../../components/bulk-result.js';
import { toast, toastWithUndo, withErrorToast } from '../../components/toast.js';
import { get, post, put, withQuery } from '../../core/api.js';
import { plural, t } from '../../core/i18n.js';

const INVERSE = { enable: 'disable', disable: 'enable', favor: 'disfavor', disfavor: 'favor' };
const MAX_UNDO = 1_000;

/**
 * Runs a bulk action on jobs; shows the result and, where it can be undone, an *Undo* button.
 *
 * @param {{ids: string[]}|{query: object, count: number}} which some, or all of a list
 * @param {object} action as the API has it: `{ action: 'tag', tags: […] }`
 * @param {string} key of the text that says how many it was done to
 * @returns {Promise<boolean>} whether something was done
 */
export async function runBulkAction(which, action, key, changed = () => {}) {
  const answer = await withErrorToast(() => ask(which, action));
  if (!answer) {
    return false;
  }
  const really = answer.done.filter((one) => one.changed);
  const trashed = really.filter((one) => one.trashId).length;
  const text = [bulkResultText(key, answer), ...(trashed > 0 ? [plural('bulk.inTrash', trashed)] : [])].join(' — ');
  const undo = undoOf(action, really, answer.undoIds);
  if (undo && really.length > 0) {
    toastWithUndo(text, async () => {
      const problem = await undo();
      changed();
      return problem;
    });
  } else {
    toast(text, { kind: answer.refused.length > 0 ? 'bad' : 'good' });
  }
  changed();
  return answer.done.length > 0;
}

async function ask(which, action) {
  if (which.query) {
    const answer = await post(withQuery('/api/jobs/bulk', which.query), { ...action, expectedCount: which.count });
    return { ...answer, undoIds: [answer.undoId].filter(Boolean) };
  }
  const answers = [];
  for (let from = 0; from < which.ids.length; from += MAX_UNDO) {
    answers.push(await post('/api/jobs/bulk', { ...action, ids: which.ids.slice(from, from + MAX_UNDO) }));
  }
  return {
    done: answers.flatMap(({ done }) => done),
    refused: answers.flatMap(({ refused }) => refused),
    undoIds: answers.map(({ undoId }) => undoId).filter(Boolean),
  };
}

/** What takes it back; a job that somebody has changed since stays as that one left it. */
function undoOf({ action, tags }, done, undoIds) {
  if (action in INVERSE) {
    return () => inverse([[{ action: INVERSE[action] }, done]]);
  }
  if (action === 'move') {
    return () => inverse(grouped(done, ({ before }) => before.folderId ?? '', (folderId) => ({ action, folderId: folderId || null })));
  }
  if (action === 'tag' || action === 'untag') {
    const changed = ({ before }) => tags.filter((tag) => before.tags.includes(tag) === (action === 'untag')).join(',');
    return () => inverse(grouped(done, changed, (list) => ({ action: action === 'tag' ? 'untag' : 'tag', tags: list.split(',') })));
  }
  return action === 'delete' && undoIds.length > 0 ? () => undoDeletions(undoIds) : null;
}

function grouped(done, keyOf, actionOf) {
  const groups = new Map();
  done.forEach((one) => groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one]));
  return [...groups].map(([key, ones]) => [actionOf(key), ones]);
}

async function inverse(groups) {
  const refused = [];
  for (const [action, ones] of groups) {
    const versions = Object.fromEntries(ones.filter((one) => one.version !== undefined).map(({ id, version }) => [id, version]));
    const answer = await ask({ ids: ones.map(({ id }) => id) }, { ...action, versions });
    refused.push(...answer.refused);
  }
  return refused.length > 0 ? [plural('undo.not', refused.length), ...new Set(refused.map(({ message }) => message))].slice(0, 4).join(' — ') : '';
}

/** Takes deletions back; gives what of it did not work. */
export async function undoDeletions(undoIds) {
  const problems = [];
  for (const id of undoIds) {
    problems.push(...(await post(`/api/deletions/${id}/undo`)).problems);
  }
  return problems.join(' — ');
}

/** Moves a folder; offers to take it back, unless somebody has changed it since. */
export async function moveFolder(folder, parentId, changed) {
  const moved = await withErrorToast(() => put(`/api/folders/${folder.id}`, { parentId }));
  changed();
  if (moved) {
    toastWithUndo(t('folders.moved', { name: folder.name }), async () => {
      const { folders } = await get('/api/folders');
      const now = folders.find((other) => other.id === folder.id);
      if (!now || now.updatedAt !== moved.updatedAt) {
        return t('undo.changed', { name: folder.name });
      }
      await put(`/api/folders/${folder.id}`, { parentId: folder.parentId ?? null });
      changed();
      return '';
    });
  }
}
