import { post } from '../../core/api.js';
import { go } from '../../core/router.js';
import { t } from '../../core/texts.js';
import { attempt, toast } from '../../shell/toasts.js';
import { askParameters } from '../../parts/parameters.js';

/** Runs a job now; asks for its parameters first if it has any. Gives the run's id, or null. */
export async function runJob(job, { open = false } = {}) {
  const path = `/api/jobs/${job.id}/run`;
  const run = await (job.parameters.length > 0 ? askParameters(job, (parameters) => post(path, { parameters })) : attempt(() => post(path)));
  if (!run) {
    return null;
  }
  if (open) {
    go(`/runs/${run.runId}`);
  } else {
    toast(t('jobs.started', { name: job.name }), {
      kind: 'good',
      action: { text: t('jobs.watch'), run: () => go(`/runs/${run.runId}`) },
    });
  }
  return run.runId;
}
