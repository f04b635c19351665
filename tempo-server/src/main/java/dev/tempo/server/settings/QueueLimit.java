package dev.tempo.server.settings;

import dev.tempo.JobPolicy;

/**
 * How many runs of a named queue run at once, as a setting says it: {@code reports=2}.
 *
 * @param name the queue's
 * @param limit at least 1
 */
public record QueueLimit(String name, int limit) {

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none, or is of the default queue, which has a setting
   *     of its own
   */
  public static QueueLimit parse(String text) {
    int sign = text.lastIndexOf('=');
    String name = sign < 0 ? "" : text.substring(0, sign).strip();
    if (name.isEmpty() || name.equals(JobPolicy.DEFAULT_QUEUE)) {
      throw new IllegalArgumentException("No queue with a limit: " + text);
    }
    int limit = Integer.parseInt(text.substring(sign + 1).strip());
    if (limit < 1) {
      throw new IllegalArgumentException("A queue's limit is at least 1: " + text);
    }
    return new QueueLimit(name, limit);
  }

  static boolean isOne(String text) {
    try {
      return parse(text).limit() > 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
