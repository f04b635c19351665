package dev.tempo.server.environments;

import dev.tempo.message.Message;
import dev.tempo.python.ScriptCheck.Finding;
import dev.tempo.server.message.Messages;

/**
 * What is said about a place in a script, by its interpreter or by Tempo.
 *
 * @param rule what kind of remark it is
 * @param line from 1
 * @param column from 1
 * @param message what is said
 * @param sourceLine the line, for people
 */
record Remark(String rule, int line, int column, Message message, String sourceLine) {

  /** What an interpreter found, in its own words, or the library. */
  static Remark of(Finding finding) {
    return new Remark(
        finding.rule(),
        finding.line(),
        finding.column(),
        Messages.kept(finding.message()),
        finding.sourceLine());
  }
}
