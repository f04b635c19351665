// Parses workflow commands in lines of a log, `::name key=value,key=value::text`, as GitHub's runners do.

const NAMES = new Set(['group', 'endgroup', 'error', 'warning', 'notice', 'debug']);
const unescaped = (text) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');

/** Parses a line into `{ name, properties, text }`; null if it is no command. */
export function parseWorkflowCommand(line) {
  const rest = line.trimStart();
  const end = rest.startsWith('::') ? rest.indexOf('::', 2) : -1;
  if (end < 0) {
    return null;
  }
  const [, name, properties] = /^(\S*)(?: (.*))?$/s.exec(rest.slice(2, end)) ?? [];
  const known = name?.toLowerCase();
  return NAMES.has(known) ? { name: known, properties: parseProperties(properties ?? ''), text: unescaped(rest.slice(end + 2)) } : null;
}

function parseProperties(text) {
  const pairs = text.split(',').map((pair) => [pair.slice(0, Math.max(0, pair.indexOf('='))).trim().toLowerCase(), pair.slice(pair.indexOf('=') + 1)]);
  return Object.fromEntries(pairs.filter(([name]) => name).map(([name, value]) => [name, unescaped(value.replaceAll('%3A', ':').replaceAll('%2C', ','))]));
}
