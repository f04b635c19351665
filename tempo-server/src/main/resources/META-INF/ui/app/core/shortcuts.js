// Keys that do what commands do: single keys, two in a row ("g j"), and Ctrl or Command with a key ("mod+k").

import { availableCommands } from './commands.js';

const SEQUENCE_MS = 900;
let previousKey = '';
let timer = 0;

export function listenForShortcuts() {
  addEventListener('keydown', onKeydown);
}

function onKeydown(event) {
  if (event.defaultPrevented || event.isComposing) {
    return;
  }
  const mod = event.ctrlKey || event.metaKey;
  if (event.altKey || (!mod && (isTextInput(event) || document.querySelector('dialog[open]')))) {
    return;
  }
  const key = (mod ? 'mod+' : '') + (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  const wanted = [previousKey && `${previousKey} ${key}`, key].filter(Boolean);
  const command = availableCommands().find((candidate) => wanted.includes(candidate.keys));
  if (command) {
    event.preventDefault();
    storePreviousKey('');
    command.run();
  } else {
    storePreviousKey(key.length === 1 ? key : '');
  }
}

function storePreviousKey(key) {
  clearTimeout(timer);
  previousKey = key;
  timer = setTimeout(() => (previousKey = ''), SEQUENCE_MS);
}

function isTextInput(event) {
  const target = event.composedPath()[0];
  return target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));
}

/** Keys as people read them. */
export function formatShortcut(keys) {
  const mod = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
  return keys.split(' ').map((key) => key.split('+').map((k) => (k === 'mod' ? mod : k.length === 1 ? k.toUpperCase() : k)));
}
