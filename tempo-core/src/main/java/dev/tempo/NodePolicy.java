package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Sets on which nodes the runs of a job are executed, and when those of a silent node are lost; of
 * no account on a store that is one engine's alone. Immutable.
 *
 * @param labels which a node must have, all of them with these values; see {@link
 *     NodeOptions#labels()}
 * @param lostAfter how long a script counts as running whose node has fallen silent and was
 *     declared dead; empty for {@link #LOST_AFTER}. Handlers are lost with their node
 */
public record NodePolicy(Map<String, String> labels, Optional<Duration> lostAfter) {

  /** Any node; scripts of a silent one are lost after a minute. */
  public static final NodePolicy ANY = new NodePolicy(Map.of(), Optional.empty());

  /** How long scripts of a silent node count as running unless told otherwise: a minute. */
  public static final Duration LOST_AFTER = Duration.ofMinutes(1);

  private static final int MAX_LENGTH = 100;

  /**
   * Checks the values, and copies the labels.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a label's name is empty, has more than 100 characters, or
   *     contains blanks, {@code ,}, {@code ;} or {@code =}; if a value has one of these but {@code
   *     =}; or if the time is neither 0 nor from 1 ms to 36,525 days in whole milliseconds
   */
  public NodePolicy {
    Objects.requireNonNull(labels, "labels");
    labels.forEach(NodePolicy::checkLabel);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    Objects.requireNonNull(lostAfter, "lostAfter")
        .ifPresent(time -> TimeBounds.duration("lostAfter", time));
  }

  /**
   * Returns a copy that asks for one more label, or for another value of it.
   *
   * @param value empty for a label that says all by its name
   * @throws IllegalArgumentException as the constructor
   */
  public NodePolicy withLabel(String name, String value) {
    Map<String, String> all = new TreeMap<>(labels);
    all.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new NodePolicy(all, lostAfter);
  }

  /** Returns a copy that loses scripts of a silent node after another time. */
  public NodePolicy withLostAfter(Duration lostAfter) {
    return new NodePolicy(labels, Optional.of(Objects.requireNonNull(lostAfter, "lostAfter")));
  }

  /** The labels as texts: {@code gpu} if it has no value, {@code zone=a} otherwise. */
  public List<String> labelTexts() {
    return textsOf(labels);
  }

  /** Any labels as texts: {@code gpu} if it has no value, {@code zone=a} otherwise. */
  public static List<String> textsOf(Map<String, String> labels) {
    Objects.requireNonNull(labels, "labels");
    return labels.entrySet().stream()
        .map(
            each ->
                each.getValue().isEmpty() ? each.getKey() : each.getKey() + "=" + each.getValue())
        .toList();
  }

  /** Labels of texts, as {@link #textsOf} makes them; of several of one name the last counts. */
  public static Map<String, String> labelsOf(Collection<String> texts) {
    Objects.requireNonNull(texts, "texts");
    Map<String, String> labels = new TreeMap<>();
    for (String text : texts) {
      int equals = text.indexOf('=');
      labels.put(
          equals < 0 ? text : text.substring(0, equals),
          equals < 0 ? "" : text.substring(equals + 1));
    }
    return labels;
  }

  private static void checkLabel(String name, String value) {
    StoredText.checked("label", name);
    StoredText.checked("label", value);
    boolean isPlain = !name.isEmpty() && name.indexOf('=') < 0 && isPlain(name) && isPlain(value);
    if (!isPlain) {
      throw new InvalidValueException(
          ValueMessages.NODE_LABEL.of(value.isEmpty() ? name : name + "=" + value, MAX_LENGTH));
    }
  }

  private static boolean isPlain(String text) {
    return text.length() <= MAX_LENGTH
        && text.chars().noneMatch(c -> Character.isWhitespace(c) || c == ',' || c == ';');
  }
}
