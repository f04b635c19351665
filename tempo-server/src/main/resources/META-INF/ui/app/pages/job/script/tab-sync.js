// Makes all tabs of this browser save a job's script, by a BroadcastChannel, before the job is run.

import { BASE } from '../../../core/base-path.js';
import { currentUser } from '../../../core/session.js';
import { findActiveSaver } from './active-savers.js';

/** How long other tabs have to report unsaved text, and then to save it. */
const DISCOVERY_MS = 80;
const SAVE_TIMEOUT_MS = 15_000;

const channel = new BroadcastChannel(`tempo.script${BASE}`);
const answers = new Map();

channel.onmessage = async ({ data }) => {
  if (data.ask) {
    const saver = findActiveSaver(data.job, data.user);
    if (saver) {
      channel.postMessage({ holds: data.ask });
      const { saved, reason, mistake } = await saver.flush();
      channel.postMessage({ done: data.ask, saved, mistake, reason: reason && { message: reason.message, status: reason.status } });
    }
  } else {
    answers.get(data.holds ?? data.done)?.(data);
  }
};

/**
 * Saves a job's script in all tabs of this browser. Resolves to `{ saved, reason?, mistake? }`.
 */
export async function flushAllTabs(jobId) {
  const here = await (findActiveSaver(jobId)?.flush() ?? { saved: true });
  return here.saved ? flushOtherTabs(jobId) : here;
}

function flushOtherTabs(jobId) {
  const id = `${Date.now()}-${Math.random()}`;
  return new Promise((resolve) => {
    let held = 0;
    const end = (outcome) => {
      clearTimeout(timer);
      answers.delete(id);
      resolve(outcome);
    };
    let timer = setTimeout(() => end({ saved: true }), DISCOVERY_MS);
    answers.set(id, (answer) => {
      held += answer.holds ? 1 : -1;
      clearTimeout(timer);
      timer = setTimeout(() => end({ saved: false, reason: null }), SAVE_TIMEOUT_MS);
      if (answer.done && !answer.saved) {
        end(answer);
      } else if (held === 0) {
        end({ saved: true });
      }
    });
    channel.postMessage({ ask: id, job: jobId, user: currentUser().id });
  });
}
