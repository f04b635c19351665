// Runs commands by keyboard shortcuts: single keys, sequences of two ("g j"), and Ctrl or Command with a key ("mod+k").

import { availableCommands } from './commands.js';

const SEQUENCE_MS = 900;
let previousKey = '';
let timer = 0;

/** Starts to listen for keys. */
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

/** A field in a dialog that has just closed keeps the focus until the next frame; nobody types into that. */
function isTextInput(event) {
  const target = event.composedPath()[0];
  return (
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select')) && target.checkVisibility()
  );
}

/** Returns the names of a shortcut's keys, in the platform's words: a list of keys for each step. */
export function formatShortcut(keys) {
  const mod = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';
  return keys.split(' ').map((key) => key.split('+').map((k) => (k === 'mod' ? mod : k.length === 1 ? k.toUpperCase() : k)));
}
