// Tabs of one browser ask each other to save what was typed before a job is run.

import { BASE } from '../../../core/base.js';
import { me } from '../../../core/session.js';
import { keeperAtWork } from './at-work.js';

/** How long others have to say that they hold something, and then to save it. */
const ASK_MS = 80;
const ANSWER_MS = 15_000;

const channel = new BroadcastChannel(`tempo.script${BASE}`);
const answers = new Map();

channel.onmessage = async ({ data }) => {
  if (data.ask) {
    const keeper = keeperAtWork(data.job, data.user);
    if (keeper) {
      channel.postMessage({ holds: data.ask });
      const { saved, reason, mistake } = await keeper.flush();
      channel.postMessage({ done: data.ask, saved, mistake, reason: reason && { message: reason.message, status: reason.status } });
    }
  } else {
    answers.get(data.holds ?? data.done)?.(data);
  }
};

/**
 * Saves what was typed into a job's script, also in other tabs of this browser. Says whether all of it is live, and
 * why not.
 */
export async function flush(jobId) {
  const here = await (keeperAtWork(jobId)?.flush() ?? { saved: true });
  return here.saved ? flushElsewhere(jobId) : here;
}

function flushElsewhere(jobId) {
  const id = `${Date.now()}-${Math.random()}`;
  return new Promise((resolve) => {
    let held = 0;
    const end = (outcome) => {
      clearTimeout(timer);
      answers.delete(id);
      resolve(outcome);
    };
    let timer = setTimeout(() => end({ saved: true }), ASK_MS);
    answers.set(id, (answer) => {
      held += answer.holds ? 1 : -1;
      clearTimeout(timer);
      timer = setTimeout(() => end({ saved: false, reason: null }), ANSWER_MS);
      if (answer.done && !answer.saved) {
        end(answer);
      } else if (held === 0) {
        end({ saved: true });
      }
    });
    channel.postMessage({ ask: id, job: jobId, user: me().id });
  });
}
