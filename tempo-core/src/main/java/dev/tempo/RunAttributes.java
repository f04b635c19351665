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
 * @param type how it is treated
 */
public record RunAttributes(Optional<String> label, RunType type) {

  /** Most characters (UTF-16 units) of a label. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** Of a run with no label that ends by itself. */
  public static final RunAttributes DEFAULT = new RunAttributes(Optional.empty());

  /**
   * Of a run that ends by itself.
   *
   * @throws IllegalArgumentException if the label is empty or longer than {@value
   *     #MAX_LABEL_LENGTH} characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes(Optional<String> label) {
    this(label, RunType.BATCH);
  }

  /**
   * Checks the label.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_LABEL_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes {
    Objects.requireNonNull(label, "label").ifPresent(RunAttributes::checkLabel);
    Objects.requireNonNull(type, "type");
  }

  /**
   * Returns a copy with another label.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_LABEL_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes withLabel(String text) {
    return new RunAttributes(Optional.of(Objects.requireNonNull(text, "text")), type);
  }

  /** Returns a copy of another type. */
  public RunAttributes withType(RunType type) {
    return new RunAttributes(label, type);
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
