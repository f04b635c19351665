// Registry of commands, which keyboard shortcuts and the command palette run. The shell and the pages add theirs.

const commands = new Map();

/**
 * Adds commands; returns a function that removes them. A command is
 * `{ id, title, run, keys?, section?, when? }`: `title()` and `section()` return texts in the current
 * language, `keys` are as in `g j`, `?`, `mod+k`, `when()` returns whether it is available.
 */
export function addCommands(list) {
  list.forEach((command) => commands.set(command.id, command));
  return () => list.forEach((command) => commands.get(command.id) === command && commands.delete(command.id));
}

/** Returns the commands that are available now, with their titles and sections as texts. */
export const availableCommands = () =>
  [...commands.values()]
    .filter((command) => !command.when || command.when())
    .map((command) => ({ ...command, title: command.title(), section: command.section?.() }));

/** Lit reactive controller that adds commands while its element is connected. */
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
