// Parses escape sequences of terminals: colours and styles (ECMA-48 SGR, with xterm's 256 and 16 million colours). Other
// sequences are removed, and of text that carriage returns overwrite only the last is kept, as a terminal would.

// CSI sequences, strings for the terminal (OSC: titles, links; DCS, SOS, PM, APC), other escapes, and control
// characters but tab; the first two also in their form of one character (C1).
// eslint-disable-next-line no-control-regex
const ESCAPES = /(?:\x1b\[|\x9b)([0-9;:?<=>!]*)[ -/]*([@-~])|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

const PLAIN = Object.freeze({});
const FLAGS = { 1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'inverse', 9: 'strike' };
const OFF = { 22: ['bold', 'dim'], 23: ['italic'], 24: ['underline'], 27: ['inverse'], 29: ['strike'], 39: ['fg'], 49: ['bg'] };

/**
 * Splits a line into parts of one style each: `{ text, style }`. A style has `bold`, `dim`, `italic`, `underline`,
 * `inverse`, `strike`, `fg` and `bg`; colours are a number from 0 to 255, or six hexadecimal digits.
 */
export function parseAnsi(line) {
  const text = afterCarriageReturn(line);
  if (!/[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(text)) {
    return [{ text, style: PLAIN }];
  }
  const parts = [];
  let style = PLAIN;
  let end = 0;
  const add = (piece) => piece && parts.push({ text: piece, style });
  for (const match of text.matchAll(ESCAPES)) {
    add(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2] === 'm') {
      style = styled(style, match[1]);
    }
  }
  add(text.slice(end));
  return parts;
}

/** Returns a line without escape sequences. */
export const stripAnsi = (line) => afterCarriageReturn(line).replace(ESCAPES, '');

/** What is left to see where a carriage return goes back to the beginning. */
function afterCarriageReturn(line) {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return text.slice(text.lastIndexOf('\r') + 1);
}

function styled(before, codes) {
  const style = { ...before };
  const numbers = codes.split(/[;:]/).map(Number);
  for (let i = 0; i < numbers.length; i += 1) {
    const code = numbers[i];
    if (code === 38 || code === 48) {
      const { colour, length } = extended(numbers, i + 1, codes.includes(':'));
      style[code === 38 ? 'fg' : 'bg'] = colour;
      i += length;
    } else {
      apply(style, code);
    }
  }
  return style;
}

function apply(style, code) {
  if (code === 0) {
    Object.keys(style).forEach((key) => delete style[key]);
  } else if (code in FLAGS) {
    style[FLAGS[code]] = true;
  } else if (code in OFF) {
    OFF[code].forEach((key) => delete style[key]);
  } else {
    const colours = [[30, 0, 'fg'], [40, 0, 'bg'], [90, 8, 'fg'], [100, 8, 'bg']];
    const found = colours.find(([first]) => code >= first && code < first + 8);
    if (found) {
      style[found[2]] = code - found[0] + found[1];
    }
  }
}

/** `5;n`, `2;r;g;b`, or with colons `2::r:g:b`, where the name of a colour space may stand between. */
function extended(numbers, at, colons) {
  if (numbers[at] === 5) {
    return { colour: Math.min(255, numbers[at + 1] || 0), length: 2 };
  }
  if (numbers[at] !== 2) {
    return { colour: undefined, length: 1 };
  }
  const space = colons && numbers.length - at >= 5 ? 1 : 0;
  const rgb = [1, 2, 3].map((i) => Math.min(255, numbers[at + space + i] || 0));
  return { colour: rgb.map((value) => value.toString(16).padStart(2, '0')).join(''), length: 4 + space };
}
