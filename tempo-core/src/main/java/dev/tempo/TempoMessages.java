package dev.tempo;

import dev.tempo.internal.message.LibraryMessages;
import dev.tempo.message.MessageTemplates;

/**
 * What the library says to people, for hosts that speak other languages: the texts of its
 * exceptions, and those that it keeps in English with runs and in their logs.
 */
public final class TempoMessages {
  private TempoMessages() {}

  /**
   * All texts, by which those that were kept in English are known again.
   *
   * <p>The end of a run is {@code result().error()}, and Tempo's own lines in a log are those of
   * the stream {@code SYSTEM}.
   */
  public static MessageTemplates templates() {
    return LibraryMessages.ALL;
  }
}
