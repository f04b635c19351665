// Finds locations in the script that a log line names: "File "…/job.py", line 9", "job.sh: line 9:", "at job.pl line 9.".

const ENDINGS = '(?:\\.[0-9a-f]{8}-[0-9a-f-]{27})?\\.(?:py|sh)';
const quoted = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Returns a function that finds locations: `(text) => [{ from, to, line }]`; it finds none without the script's name. */
export function sourceLocationFinder(script) {
  if (!script) {
    return () => [];
  }
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}_.-])(?:[^\\s"'(:]*/)?${quoted(script)}${ENDINGS}(?:"?, line |: line | line |: ?)(\\d+)`, 'gu');
  return (text) =>
    text.includes(script) ? [...text.matchAll(pattern)].map((match) => ({ from: match.index, to: match.index + match[0].length, line: Number(match[1]) })) : [];
}
