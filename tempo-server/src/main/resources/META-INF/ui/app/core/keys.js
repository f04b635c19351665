// Keys that do what commands do: single keys, two in a row ("g j"), and Ctrl or Command with a key ("mod+k").

import { available } from './commands.js';

const PAUSE_MS = 900;
let before = '';
let timer = 0;

export function listenForKeys() {
  addEventListener('keydown', pressed);
}

function pressed(event) {
  if (event.defaultPrevented || event.isComposing) {
    return;
  }
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey || (!mod && (typesText(event) || document.querySelector('dialog[open]')))) {
    return;
  }
  const key = (mod ? 'mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const wanted = [before && `${before} ${key}`, key].filter(Boolean);
  const command = available().find((candidate) => wanted.includes(candidate.keys));
  if (command) {
    event.preventDefault();
    remember('');
    command.run();
  } else {
    remember(key.length === 1 ? key : '');
  }
}

function remember(key) {
  clearTimeout(timer);
  before = key;
  timer = setTimeout(() => (before = ''), PAUSE_MS);
}

function typesText(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** Keys as people read them. */
export function keyNames(keys) {
  const mod = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
  return keys.split(' ').map((key) => key.split('+').map((k) => (k === 'mod' ? mod : k.length === 1 ? k.toUpperCase() : k)));
}
