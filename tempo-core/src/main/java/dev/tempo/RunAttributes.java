package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a run has besides its work: stored with it, and kept by its retries. Immutable; start from
 * {@link #DEFAULT}, as components may be added.
 *
 * @param label what the host files the run under, an opaque text of 1 to {@value #MAX_LABEL_LENGTH}
 *     characters by which runs and lines of logs are found; empty for nothing
 * @param type how it is treated
 * @param context what it carries for interceptors and handlers, such as the identifiers of a trace;
 *     in order, unmodifiable, of at most {@value #MAX_CONTEXT_LENGTH} characters
 */
public record RunAttributes(Optional<String> label, RunType type, Map<String, String> context) {

  /** Most characters (UTF-16 units) of a label. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** Most characters (UTF-16 units) of all names and values of a context together. */
  public static final int MAX_CONTEXT_LENGTH = 8_192;

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
   * Of a run that carries nothing.
   *
   * @throws IllegalArgumentException if the label is empty or longer than {@value
   *     #MAX_LABEL_LENGTH} characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes(Optional<String> label, RunType type) {
    this(label, type, Map.of());
  }

  /**
   * Checks the label and the context, which is copied.
   *
   * @throws IllegalArgumentException if the label is empty or longer than {@value
   *     #MAX_LABEL_LENGTH} characters, the context is longer than {@value #MAX_CONTEXT_LENGTH}, or
   *     one of them contains NUL or half of a surrogate pair
   */
  public RunAttributes {
    Objects.requireNonNull(label, "label").ifPresent(RunAttributes::checkLabel);
    Objects.requireNonNull(type, "type");
    context = checkedContext(Objects.requireNonNull(context, "context"));
  }

  private static Map<String, String> checkedContext(Map<String, String> context) {
    if (context.isEmpty()) {
      return Map.of();
    }
    Map<String, String> copy = new LinkedHashMap<>();
    int length = 0;
    for (Map.Entry<String, String> entry : context.entrySet()) {
      String name = StoredText.checked("context", entry.getKey());
      copy.put(name, StoredText.checked("context", entry.getValue()));
      length += name.length() + entry.getValue().length();
    }
    if (length > MAX_CONTEXT_LENGTH) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of("context.length", 0, MAX_CONTEXT_LENGTH, length));
    }
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Returns a copy with another label.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_LABEL_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes withLabel(String text) {
    return new RunAttributes(Optional.of(Objects.requireNonNull(text, "text")), type, context);
  }

  /** Returns a copy of another type. */
  public RunAttributes withType(RunType type) {
    return new RunAttributes(label, type, context);
  }

  /**
   * Returns a copy that carries this and nothing else.
   *
   * @throws IllegalArgumentException if it is longer than {@value #MAX_CONTEXT_LENGTH} characters,
   *     or contains NUL or half of a surrogate pair
   */
  public RunAttributes withContext(Map<String, String> others) {
    return new RunAttributes(label, type, others);
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
