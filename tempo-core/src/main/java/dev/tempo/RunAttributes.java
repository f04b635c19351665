package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run has besides its work: stored with it, and kept by its retries. Immutable; start from
 * {@link #DEFAULT}, as components may be added.
 *
 * @param label what the host files the run under, an opaque text of 1 to {@value #MAX_LABEL_LENGTH}
 *     characters by which runs and lines of logs are found; empty for nothing
 */
public record RunAttributes(Optional<String> label) {

  /** Most characters (UTF-16 units) of a label. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** Of a run with no label. */
  public static final RunAttributes DEFAULT = new RunAttributes(Optional.empty());

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_LABEL_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes {
    Objects.requireNonNull(label, "label").ifPresent(RunAttributes::checkLabel);
  }

  /**
   * Returns a copy with another label.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_LABEL_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes withLabel(String text) {
    return new RunAttributes(Optional.of(Objects.requireNonNull(text, "text")));
  }

  /**
   * Checks a label.
   *
   * @return the label
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_LABEL_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public static String checkLabel(String label) {
    StoredText.checked("label", label);
    if (label.isEmpty() || label.length() > MAX_LABEL_LENGTH) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of("label.length", 1, MAX_LABEL_LENGTH, label.length()));
    }
    return label;
  }
}
