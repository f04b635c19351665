// Maps ANSI styles to CSS classes. The page's policy forbids style attributes, so a rule is added for each colour when it
// first occurs. Colours with too little contrast against the background are mixed with the text's.

const CUBE = [0, 95, 135, 175, 215, 255];
const MAX_RULES = 4_096;
const LIGHT = 0.93; // relative luminance of the light ground
const DARK = 0.006;
const CONTRAST = 4.5; // WCAG 2.2 AA

const sheet = new CSSStyleSheet();
sheet.insertRule('@layer components {}');
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
const layer = sheet.cssRules[0];
const made = new Set();

/** Returns the CSS classes of a style. */
export function ansiClasses(style) {
  const classes = ['bold', 'dim', 'italic', 'underline', 'strike'].filter((flag) => style[flag]).map((flag) => `a-${flag}`);
  let { fg, bg } = style;
  if (style.inverse) {
    [fg, bg] = [bg ?? 'ground', fg ?? 'text'];
  }
  if (fg !== undefined) {
    classes.push(colour('f', fg, bg !== undefined));
  }
  if (bg !== undefined) {
    classes.push(colour('b', bg, true));
  }
  return classes.join(' ');
}

function colour(kind, value, exact) {
  if (typeof value === 'string' && value.length !== 6) {
    return `a-${kind}-${value}`;
  }
  if (typeof value === 'number' && value < 16) {
    return `a-${kind}${value}`;
  }
  const rgb = typeof value === 'number' ? xtermColour(value) : [0, 2, 4].map((i) => parseInt(value.slice(i, i + 2), 16));
  const known = made.size < MAX_RULES ? rgb : rgb.map((part) => Math.round(part / 51) * 51);
  return rule(kind, known, exact);
}

function rule(kind, rgb, exact) {
  const name = `a-${kind}${exact ? 'x' : ''}-${hex(rgb)}`;
  if (!made.has(name)) {
    made.add(name);
    const property = kind === 'f' ? 'color' : 'background-color';
    const value = exact ? `#${hex(rgb)}` : `light-dark(#${hex(readable(rgb, LIGHT))}, #${hex(readable(rgb, DARK))})`;
    layer.insertRule(`.${name} { ${property}: ${value}; }`);
  }
  return name;
}

const hex = (rgb) => rgb.map((part) => part.toString(16).padStart(2, '0')).join('');

/** xterm's table: a cube of six steps a side, then 24 greys. */
function xtermColour(number) {
  if (number >= 232) {
    return Array(3).fill(8 + (number - 232) * 10);
  }
  const place = number - 16;
  return [Math.floor(place / 36), Math.floor(place / 6) % 6, place % 6].map((step) => CUBE[step]);
}

function readable(rgb, ground) {
  const towards = ground > 0.5 ? 0 : 255;
  let mixed = rgb;
  for (let share = 0.1; contrast(luminance(mixed), ground) < CONTRAST && share <= 1; share += 0.1) {
    mixed = rgb.map((part) => Math.round(part + (towards - part) * share));
  }
  return mixed;
}

const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);

function luminance(rgb) {
  const [r, g, b] = rgb.map((part) => {
    const c = part / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
