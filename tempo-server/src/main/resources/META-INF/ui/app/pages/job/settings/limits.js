import { html } from 'lit';
import { plural, t } from '../../../core/i18n.js';
import { collapsible } from './fields.js';

const MIB = 1_048_576;
const USUAL_GRACE = 5;

/** How long its runs may take, what they may use, and how they are ended. */
export const limits = {
  name: 'limits',

  paths: {
    memoryMib: 'limits.memoryBytes',
    cpuPercent: 'limits.cpuPercent',
    processes: 'limits.processes',
    outputMib: 'limits.outputBytes',
    nice: 'limits.nice',
  },

  show: (fields, job) => html`${fields.number('timeoutSeconds', job.timeoutSeconds, { min: 1 })}
    ${fields.number('memoryMib', job.limits.memoryBytes && job.limits.memoryBytes / MIB, { min: 1 })}
    ${collapsible(
      html`${fields.number('graceSeconds', job.graceSeconds, { min: 0 })}
        ${fields.select('leftovers', job.leftovers, ['END', 'LEAVE'])}
        ${fields.number('cpuPercent', job.limits.cpuPercent, { min: 1 })}
        ${fields.number('processes', job.limits.processes, { min: 1 })}
        ${fields.number('outputMib', job.limits.outputBytes && job.limits.outputBytes / MIB, { min: 1 })}
        ${fields.number('nice', job.limits.nice, { min: -20, max: 19 })}`,
      told(job),
    )}`,

  read: (given, job) => ({
    timeoutSeconds: given.number('timeoutSeconds'),
    graceSeconds: given.number('graceSeconds') ?? job.graceSeconds,
    leftovers: given.text('leftovers'),
    limits: {
      memoryBytes: inBytes(given.number('memoryMib')),
      cpuPercent: given.number('cpuPercent'),
      processes: given.number('processes'),
      outputBytes: inBytes(given.number('outputMib')),
      nice: given.number('nice'),
    },
  }),
};

const inBytes = (mib) => (mib === null ? null : Math.round(mib * MIB));

function told({ graceSeconds, leftovers, limits: { cpuPercent, processes, nice } }) {
  return [
    graceSeconds === USUAL_GRACE ? '' : t('settings.told.grace', { seconds: graceSeconds }),
    leftovers === 'LEAVE' ? t('settings.told.leftovers') : '',
    cpuPercent ? t('settings.told.cpu', { percent: cpuPercent }) : '',
    processes ? plural('settings.told.processes', processes) : '',
    nice ? t('settings.told.nice', { nice }) : '',
  ];
}
