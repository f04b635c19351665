// Which of many entries somebody means by a few letters.

/**
 * How well a text goes by what was typed: 0 not at all, more is better. Every word must be found; a word that begins
 * one of the text's counts for more than one within, and that for more than letters in their order.
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

/** Whether the letters of a word stand in a text in their order, none of them far from the one before. */
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

/** The words of what was typed. */
export const searchWords = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
