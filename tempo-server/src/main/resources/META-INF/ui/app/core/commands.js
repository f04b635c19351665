// What can be done by keys and by the command palette. The frame knows some commands, pages add theirs.

const commands = new Map();

/**
 * Adds commands; gives what takes them away again. A command is
 * `{ id, title, run, keys?, section?, when? }`: `keys` as in `g j`, `?`, `mod+k`; `when()` whether it can be used now.
 */
export function addCommands(list) {
  list.forEach((command) => commands.set(command.id, command));
  return () => list.forEach((command) => commands.get(command.id) === command && commands.delete(command.id));
}

/** All that can be used now. */
export const availableCommands = () => [...commands.values()].filter((command) => !command.when || command.when());

/** Adds commands as long as an element is in the document. A Lit reactive controller. */
export class Commands {
  #list;
  #end = () => {};

  constructor(host, list) {
    this.#list = list;
    host.addController(this);
  }

  hostConnected() {
    this.#end = addCommands(this.#list);
  }

  hostDisconnected() {
    this.#end();
  }
}
