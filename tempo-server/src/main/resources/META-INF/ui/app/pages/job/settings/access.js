import { html } from 'lit';

/** Who may see and run it, and from where. */
export const access = {
  name: 'access',

  show: (fields, job) => html`${fields.select('requiredLevel', job.requiredLevel, ['viewer', 'operator', 'developer', 'admin'], 'role')}
    ${fields.check('urlTrigger', job.urlTrigger)}`,

  read: (given) => ({ requiredLevel: given.text('requiredLevel'), urlTrigger: given.flag('urlTrigger') }),
};
