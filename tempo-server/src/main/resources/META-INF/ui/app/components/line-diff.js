const MAX_CELLS = 4_000_000;

/**
 * Compares two texts by lines. Returns `{ kind: 'same' | 'added' | 'removed', oldLine?, newLine?, text }`. Common
 * lines at both ends are matched first, then the longest common subsequence between; beyond a limit all lines there
 * count as changed.
 */
export function diffLines(before, after) {
  const old = before.split('\n');
  const now = after.split('\n');
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) {
    start += 1;
  }
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) {
    end += 1;
  }
  const steps = longestCommonSubsequence(old.slice(start, old.length - end), now.slice(start, now.length - end));
  const kinds = [...Array(start).fill('same'), ...steps, ...Array(end).fill('same')];
  let i = 0;
  let j = 0;
  return kinds.map((kind) => {
    const line = { kind, text: kind === 'added' ? now[j] : old[i] };
    if (kind !== 'added') {
      line.oldLine = i += 1;
    }
    if (kind !== 'removed') {
      line.newLine = j += 1;
    }
    return line;
  });
}

/** Returns the kinds of lines between two sequences, by their longest common subsequence. */
function longestCommonSubsequence(old, now) {
  const width = now.length + 1;
  if ((old.length + 1) * width > MAX_CELLS) {
    return [...old.map(() => 'removed'), ...now.map(() => 'added')];
  }
  const common = new Uint32Array((old.length + 1) * width); // of what is left from there
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      common[i * width + j] =
        old[i] === now[j] ? common[(i + 1) * width + j + 1] + 1 : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const steps = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      steps.push('same');
      i += 1;
      j += 1;
    } else if (i < old.length && (j === now.length || common[(i + 1) * width + j] >= common[i * width + j + 1])) {
      steps.push('removed');
      i += 1;
    } else {
      steps.push('added');
      j += 1;
    }
  }
  return steps;
}
