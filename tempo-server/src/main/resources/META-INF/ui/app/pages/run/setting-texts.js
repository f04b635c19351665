// Names and values of settings in comparisons of runs, in the words of the forms in which they are made.

import { formatDecimal } from '../../core/format.js';
import { t } from '../../core/i18n.js';

const MIB = 1_048_576;

/** By the API's names: the key of the text below `settings`, and how a value is shown if not as it is. */
const SETTINGS = {
  command: ['command'],
  deleteWhenDone: ['deleteWhenDone', flag],
  graceSeconds: ['graceSeconds', decimal],
  leftovers: ['leftovers', choice],
  'limits.cpuPercent': ['cpuPercent', decimal],
  'limits.memoryBytes': ['memoryMib', mebibytes],
  'limits.nice': ['nice', decimal],
  'limits.outputBytes': ['outputMib', mebibytes],
  'limits.processes': ['processes', decimal],
  lostAfterSeconds: ['lostAfterSeconds', decimal],
  nodeLabels: ['nodeLabels'],
  overlap: ['overlap', choice],
  priority: ['priority'],
  queue: ['queue'],
  rerunIfLost: ['rerunIfLost', flag],
  'retry.abortOnExitCodes': ['abortOnExitCodes'],
  'retry.backoff': ['backoff', choice],
  'retry.count': ['retryCount', decimal],
  'retry.delaySeconds': ['delaySeconds', decimal],
  'retry.jitter': ['jitter', decimal],
  'retry.maxDelaySeconds': ['maxDelaySeconds', decimal],
  'retry.retryOnExitCodes': ['retryOnExitCodes'],
  timeoutSeconds: ['timeoutSeconds', decimal],
  workingDir: ['workingDir'],
};

/** Returns the name of what changed: a setting's in words, any other as it is. */
export function changeName({ part, name }) {
  if (part === 'setting') {
    return name === 'pythonVersion' ? t('environment.python') : Object.hasOwn(SETTINGS, name) ? t(`settings.${SETTINGS[name][0]}`) : name;
  }
  return part === 'interpreter' ? interpreterName(name) : name;
}

/** Returns a value before or after a change as text; empty where there was none. */
export function changeValue({ part, name }, value) {
  const [key, text] = part === 'setting' && Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : [];
  return value === null || value === '' ? '' : text ? text(value, key) : value;
}

const interpreterName = (name) => (name === 'condaEnvironment' ? t('environment.conda') : t('compare.part.interpreter'));

function choice(value, key) {
  return t(`settings.${key}.${value}`);
}

function flag(value) {
  return t(value === 'true' ? 'compare.yes' : 'compare.no');
}

function decimal(value) {
  return formatDecimal(Number(value));
}

function mebibytes(value) {
  return formatDecimal(Number(value) / MIB);
}
