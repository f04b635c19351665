// Parses a cron expression into fields that a form can show, and formats it. A field that has no form keeps its text, so
// an expression that nobody changes is formatted as it was.

const NAMES = {
  month: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
  weekday: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
};

/** The fields in the order of an expression, with what they may hold. */
export const FIELDS = [
  { name: 'second', from: 0, to: 59 },
  { name: 'minute', from: 0, to: 59 },
  { name: 'hour', from: 0, to: 23 },
  { name: 'day', from: 1, to: 31 },
  { name: 'month', from: 1, to: 12 },
  { name: 'weekday', from: 0, to: 6 },
  { name: 'year', from: 1970, to: 2199 },
];

const FIVE = ['minute', 'hour', 'day', 'month', 'weekday'];
const byName = Object.fromEntries(FIELDS.map((field) => [field.name, field]));

/**
 * Parses an expression into its fields: name to `{ kind: 'any' | 'step' | 'list' | 'text', text, step?, from?, values? }`;
 * null if it does not have five to seven fields, as nicknames do not.
 */
export function parseCron(expression) {
  const texts = expression.trim().split(/\s+/).filter(Boolean);
  const names = { 5: FIVE, 6: ['second', ...FIVE], 7: ['second', ...FIVE, 'year'] }[texts.length];
  return names ? Object.fromEntries(names.map((name, i) => [name, parseField(byName[name], texts[i])])) : null;
}

/** Formats fields as an expression. */
export const formatCron = (fields) =>
  FIELDS.filter(({ name }) => name in fields)
    .map(({ name }) => fields[name].text)
    .join(' ');

/** Returns a field of any value. */
export const anyField = () => ({ kind: 'any', text: '*' });

/** Returns a field of every n-th value. */
export const stepField = (every) => (every <= 1 ? anyField() : { kind: 'step', step: every, text: `*/${every}` });

/** Returns a field of a list of values. */
export function listField(values) {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  return sorted.length === 0 ? anyField() : { kind: 'list', values: sorted, text: written(sorted) };
}

/** Parses the text of one field. */
export const fieldFromText = (name, written) => parseField(byName[name], written.trim().replace(/\s+/g, '') || '*');

function parseField(field, text) {
  if (text === '*' || (text === '?' && (field.name === 'day' || field.name === 'weekday'))) {
    return { kind: 'any', text };
  }
  const every = /^\*\/(\d+)$/.exec(text);
  if (every) {
    return { kind: 'step', step: Number(every[1]), text };
  }
  const values = listed(field, text);
  return values ? { kind: 'list', values, text } : { kind: 'text', text };
}

/** The values of a list of numbers, names and ranges; null if there is anything else in it. */
function listed(field, text) {
  const values = new Set();
  for (const part of text.split(',')) {
    const range = /^(\w+)(?:-(\w+))?$/.exec(part);
    const from = range && number(field, range[1]);
    const to = range && (range[2] === undefined ? from : number(field, range[2], true));
    if (from === null || to === null || from === undefined || to === undefined || to < from) {
      return null;
    }
    for (let value = from; value <= to; value += 1) {
      values.add(field.name === 'weekday' ? value % 7 : value);
    }
  }
  return [...values].sort((a, b) => a - b);
}

function number(field, text, end = false) {
  const named = NAMES[field.name]?.indexOf(text.toUpperCase()) ?? -1;
  const value = named >= 0 ? named + field.from : /^\d+$/.test(text) ? Number(text) : null;
  const most = field.name === 'weekday' ? 7 : field.to;
  if (value === null || value < field.from || value > most) {
    return null;
  }
  return field.name === 'weekday' && end && named === 0 ? 7 : value;
}

/** Values with three or more in a row as a range. */
function written(sorted) {
  const parts = [];
  for (let i = 0; i < sorted.length; ) {
    let end = i;
    while (end + 1 < sorted.length && sorted[end + 1] === sorted[end] + 1) {
      end += 1;
    }
    if (end - i >= 2) {
      parts.push(`${sorted[i]}-${sorted[end]}`);
    } else {
      parts.push(...sorted.slice(i, end + 1));
    }
    i = end + 1;
  }
  return parts.join(',');
}
