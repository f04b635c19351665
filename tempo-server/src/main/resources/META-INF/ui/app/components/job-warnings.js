// What is wrong with a job: texts, and of what its files say wrongly also where that stands.

/** A warning as one line. */
export function warningText(warning) {
  if (typeof warning === 'string') return warning;
  const place = [warning.file, warning.line].filter((part) => part !== null).join(':');
  return [place, warning.field, warning.message].filter((part) => part).join(' · ');
}
