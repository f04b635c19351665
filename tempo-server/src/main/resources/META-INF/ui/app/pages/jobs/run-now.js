import { promptParameters } from '../../components/parameter-form.js';
import { toast, withErrorToast } from '../../components/toast.js';
import { post } from '../../core/api.js';
import { t } from '../../core/i18n.js';
import { navigate } from '../../core/location.js';

/** Returns what the button says that runs a job; dots if it asks for parameters first. */
export const runText = (job) => t(job.parameters.length > 0 ? 'jobs.runWith' : 'jobs.run');

/** Runs a job now; asks for its parameters first if it has any. Gives the run's id, or null. */
export async function runJob(job, { open = false } = {}) {
  const path = `/api/jobs/${job.id}/run`;
  const run = await (job.parameters.length > 0 ? promptParameters(job, (parameters) => post(path, { parameters })) : withErrorToast(() => post(path)));
  if (!run) {
    return null;
  }
  if (open) {
    navigate(`/runs/${run.runId}`);
  } else {
    toast(t('jobs.started', { name: job.name }), {
      kind: 'good',
      action: { text: t('jobs.watch'), run: () => navigate(`/runs/${run.runId}`) },
    });
  }
  return run.runId;
}
