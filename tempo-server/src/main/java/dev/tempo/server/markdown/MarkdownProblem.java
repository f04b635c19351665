package dev.tempo.server.markdown;

import dev.tempo.message.Message;

/**
 * What is wrong with a text.
 *
 * @param line from 1
 * @param message what, and what would be right
 * @param error whether the text cannot be shown as it is meant; else it can, but a part of it leads
 *     nowhere
 */
public record MarkdownProblem(int line, Message message, boolean error) {

  static MarkdownProblem error(int line, Message message) {
    return new MarkdownProblem(line, message, true);
  }

  static MarkdownProblem warning(int line, Message message) {
    return new MarkdownProblem(line, message, false);
  }
}
