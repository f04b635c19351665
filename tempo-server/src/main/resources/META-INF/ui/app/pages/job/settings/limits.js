import { html } from 'lit';

const MIB = 1_048_576;

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
    ${fields.number('graceSeconds', job.graceSeconds, { min: 0 })}
    ${fields.number('memoryMib', job.limits.memoryBytes && job.limits.memoryBytes / MIB, { min: 1 })}
    ${fields.number('cpuPercent', job.limits.cpuPercent, { min: 1 })}
    ${fields.number('processes', job.limits.processes, { min: 1 })}
    ${fields.number('outputMib', job.limits.outputBytes && job.limits.outputBytes / MIB, { min: 1 })}
    ${fields.number('nice', job.limits.nice, { min: -20, max: 19 })}
    ${fields.select('leftovers', job.leftovers, ['END', 'LEAVE'])}`,

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
