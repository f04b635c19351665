import { html } from 'lit';

const MINUTE = 60;

/** What it must do in time, or it is late. */
export const expect = {
  name: 'expect',

  paths: { startWithinMinutes: 'expect.startWithinSeconds', successWithinMinutes: 'expect.successWithinSeconds' },

  show: (fields, job) => html`${fields.number('startWithinMinutes', minutes(job.expect.startWithinSeconds), { min: 0.1 })}
    ${fields.number('successWithinMinutes', minutes(job.expect.successWithinSeconds), { min: 0.1 })}`,

  read: (given) => ({
    expect: {
      startWithinSeconds: seconds(given.number('startWithinMinutes')),
      successWithinSeconds: seconds(given.number('successWithinMinutes')),
    },
  }),
};

const minutes = (given) => (given === null ? null : Math.round((given / MINUTE) * 100) / 100);

const seconds = (given) => (given === null ? null : Math.round(given * MINUTE));
