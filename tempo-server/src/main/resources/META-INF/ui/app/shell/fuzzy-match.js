// Fuzzy matching of entries by a few letters.

/**
 * Returns the score of a text for search words: 0 for no match, more is better. Every word must match; a match at a word's
 * beginning scores more than one within, and that more than a subsequence.
 */
export function fuzzyScore(text, words) {
  const title = text.toLowerCase();
  let sum = 0;
  for (const word of words) {
    const one = wordScore(title, word);
    if (one === 0) {
      return 0;
    }
    sum += one;
  }
  return words.length === 0 ? 1 : sum / words.length + (title === words.join(' ') ? 3 : 0) - Math.min(title.length, 80) / 400;
}

function wordScore(title, word) {
  const place = title.indexOf(word);
  if (place === 0) {
    return 4;
  }
  if (place > 0) {
    return /[\s:/_.()“-]/.test(title[place - 1]) ? 3 : 2;
  }
  return word.length > 2 && isSubsequence(title, word) ? 0.5 : 0;
}

/** Returns true if the letters of a word are a subsequence of a text with small gaps. */
function isSubsequence(title, word) {
  let from = 0;
  for (const letter of word) {
    const place = title.indexOf(letter, from);
    if (place < 0 || (from > 0 && place - from > 2)) {
      return false;
    }
    from = place + 1;
  }
  return true;
}

/** Splits input into search words. */
export const searchWords = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
