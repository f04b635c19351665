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
 * @param priority its precedence in its queue, {@value #MIN_PRIORITY} to {@value #MAX_PRIORITY}; a
 *     higher one starts earlier, as if it had waited a minute longer for each step
 * @param key of the runs of a queue that have the same one, one runs at a time; empty for no such
 *     bound
 * @param uniqueKey by which a later request of the same job is known to be the same one; empty if
 *     each is a new one
 */
public record RunAttributes(
    Optional<String> label,
    RunType type,
    Map<String, String> context,
    int priority,
    Optional<String> key,
    Optional<String> uniqueKey) {

  /** Most characters (UTF-16 units) of a label. */
  public static final int MAX_LABEL_LENGTH = 200;

  /** Most characters (UTF-16 units) of all names and values of a context together. */
  public static final int MAX_CONTEXT_LENGTH = 8_192;

  /** Most characters (UTF-16 units) of a key. */
  public static final int MAX_KEY_LENGTH = 200;

  /**
   * The name in a context of the id of the node that alone may execute the run, where several share
   * a store.
   */
  public static final String ON_NODE = "tempo.node";

  /** The lowest priority. */
  public static final int MIN_PRIORITY = -10;

  /** The highest priority. */
  public static final int MAX_PRIORITY = 10;

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
   * Without priority and keys.
   *
   * @throws IllegalArgumentException if the label is empty or longer than {@value
   *     #MAX_LABEL_LENGTH} characters, the context is longer than {@value #MAX_CONTEXT_LENGTH}, or
   *     one of them contains NUL or half of a surrogate pair
   */
  public RunAttributes(Optional<String> label, RunType type, Map<String, String> context) {
    this(label, type, context, 0, Optional.empty(), Optional.empty());
  }

  /**
   * Checks the values, and copies the context.
   *
   * @throws IllegalArgumentException if the label is empty or longer than {@value
   *     #MAX_LABEL_LENGTH} characters, a key empty or longer than {@value #MAX_KEY_LENGTH}, the
   *     context longer than {@value #MAX_CONTEXT_LENGTH}, one of them contains NUL or half of a
   *     surrogate pair, or the priority is out of its range
   */
  public RunAttributes {
    Objects.requireNonNull(label, "label").ifPresent(RunAttributes::checkLabel);
    Objects.requireNonNull(type, "type");
    context = checkedContext(Objects.requireNonNull(context, "context"));
    checkPriority(priority);
    Objects.requireNonNull(key, "key").ifPresent(text -> checkKey("key", text));
    Objects.requireNonNull(uniqueKey, "uniqueKey").ifPresent(text -> checkKey("uniqueKey", text));
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
    Objects.requireNonNull(text, "text");
    return new RunAttributes(Optional.of(text), type, context, priority, key, uniqueKey);
  }

  /** Returns a copy of another type. */
  public RunAttributes withType(RunType type) {
    return new RunAttributes(label, type, context, priority, key, uniqueKey);
  }

  /**
   * Returns a copy that carries this and nothing else.
   *
   * @throws IllegalArgumentException if it is longer than {@value #MAX_CONTEXT_LENGTH} characters,
   *     or contains NUL or half of a surrogate pair
   */
  public RunAttributes withContext(Map<String, String> others) {
    return new RunAttributes(label, type, others, priority, key, uniqueKey);
  }

  /**
   * Returns a copy with another priority.
   *
   * @throws IllegalArgumentException if it is not {@value #MIN_PRIORITY} to {@value #MAX_PRIORITY}
   */
  public RunAttributes withPriority(int priority) {
    return new RunAttributes(label, type, context, priority, key, uniqueKey);
  }

  /**
   * Returns a copy with another key.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_KEY_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes withKey(String key) {
    Objects.requireNonNull(key, "key");
    return new RunAttributes(label, type, context, priority, Optional.of(key), uniqueKey);
  }

  /**
   * Returns a copy with another key by which requests are told to be the same.
   *
   * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_KEY_LENGTH}
   *     characters, or contains NUL or half of a surrogate pair
   */
  public RunAttributes withUniqueKey(String uniqueKey) {
    Objects.requireNonNull(uniqueKey, "uniqueKey");
    return new RunAttributes(label, type, context, priority, key, Optional.of(uniqueKey));
  }

  /**
   * Checks a priority.
   *
   * @return the priority
   * @throws IllegalArgumentException if it is not {@value #MIN_PRIORITY} to {@value #MAX_PRIORITY}
   */
  static int checkPriority(int priority) {
    if (priority < MIN_PRIORITY || priority > MAX_PRIORITY) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of("priority", MIN_PRIORITY, MAX_PRIORITY, priority));
    }
    return priority;
  }

  private static void checkKey(String name, String text) {
    StoredText.checked(name, text);
    if (text.isEmpty() || text.length() > MAX_KEY_LENGTH) {
      throw new InvalidValueException(
          ValueMessages.RANGE.of(name + ".length", 1, MAX_KEY_LENGTH, text.length()));
    }
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
