package dev.tempo.value;

import dev.tempo.internal.message.SubjectMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import java.util.Objects;
import java.util.Optional;

/**
 * Which texts Tempo takes: those that UTF-8 can hold, so that what is read from any store is what
 * was saved. Half of a surrogate pair is refused where a person or a program sets a text, and
 * replaced in what a run says when it ends.
 */
public final class StoredText {
  private static final char REPLACEMENT = '\uFFFD';

  private StoredText() {}

  /**
   * Checks a text.
   *
   * @param name what is set, for the message
   * @return the text
   * @throws NullPointerException if it is null
   * @throws IllegalArgumentException if it contains NUL, or half of a surrogate pair
   */
  public static String checked(String name, String text) {
    Objects.requireNonNull(text, name);
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      if (letter == 0) {
        throw new InvalidValueException(ValueMessages.NUL.of(SubjectMessages.of(name), i + 1));
      }
      if (Character.isSurrogate(letter)) {
        if (!isPair(text, i)) {
          throw new InvalidValueException(
              ValueMessages.HALF_CHARACTER.of(SubjectMessages.of(name), i + 1));
        }
        i++;
      }
    }
    return text;
  }

  /** As {@link #checked(String, String)}; an empty one is let through. */
  public static Optional<String> checked(String name, Optional<String> text) {
    if (Objects.requireNonNull(text, name).isPresent()) {
      checked(name, text.get());
    }
    return text;
  }

  /**
   * A text as stores keep it: NUL and halves of surrogate pairs become U+FFFD. For the words of
   * exceptions and programs, which are told however broken they are.
   *
   * @throws NullPointerException if it is null
   */
  public static String repaired(String text) {
    Objects.requireNonNull(text, "text");
    StringBuilder repaired = null;
    for (int i = 0; i < text.length(); i++) {
      char letter = text.charAt(i);
      boolean pair = Character.isSurrogate(letter) && isPair(text, i);
      if (letter == 0 || Character.isSurrogate(letter) && !pair) {
        repaired = repaired == null ? new StringBuilder(text) : repaired;
        repaired.setCharAt(i, REPLACEMENT);
      }
      i += pair ? 1 : 0;
    }
    return repaired == null ? text : repaired.toString();
  }

  private static boolean isPair(String text, int index) {
    return index + 1 < text.length()
        && Character.isSurrogatePair(text.charAt(index), text.charAt(index + 1));
  }
}
