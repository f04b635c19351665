// What parameters ask for, by the rules of the server.

import { localText } from './local-text.js';

/** The choices of a parameter, each with what people see. */
export const optionsOf = (parameter) =>
  (parameter.options ?? []).map((option) => (typeof option === 'string' ? { value: option, label: option } : { value: option.value, label: localText(option.label) || option.value }));

/** The condition under which a parameter is asked for; null for always. */
export function conditionOf({ dependsOn }) {
  if (!dependsOn) {
    return null;
  }
  return typeof dependsOn === 'string' ? { parameter: dependsOn, values: [] } : { parameter: dependsOn.parameter, values: (dependsOn.values ?? []).map(String) };
}

/**
 * Whether a parameter is asked for. One that is not has no value, so others that depend on it are not asked for either.
 *
 * @param valueOf what a parameter has by now, given or by default, as a text; '' for nothing
 */
export function isAsked(parameter, parameters, valueOf, seen = new Set()) {
  const condition = conditionOf(parameter);
  if (condition === null || seen.has(parameter.name)) {
    return true;
  }
  const other = parameters.find(({ name }) => name === condition.parameter);
  return other !== undefined && isAsked(other, parameters, valueOf, new Set([...seen, parameter.name])) && holds(condition.values, other, valueOf(other));
}

function holds(values, { type }, value) {
  if (value === '') {
    return false;
  }
  if (values.length === 0) {
    return type !== 'bool' || value !== 'false';
  }
  const own = type === 'multiselect' ? value.split(',') : [value];
  const same = type === 'int' || type === 'float' ? (one, other) => Number(one) === Number(other) : (one, other) => one === other;
  return values.some((wanted) => own.some((one) => same(one, wanted)));
}
