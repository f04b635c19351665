package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.secret.Secret;
import dev.tempo.value.StoredText;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The values of parameters by their names, of which some are secret: those are encrypted as soon as
 * an engine has them, and only the run itself gets to read them. Immutable.
 *
 * @param plain for everybody to see, in the order in which they were added
 * @param secret for the run alone, in the same order; none of them is also plain
 * @param payload one value of the program's own, for handlers; empty for none
 */
public record Arguments(
    Map<String, String> plain, Map<String, Secret> secret, Optional<Payload> payload) {

  /** Nothing. */
  public static final Arguments NONE = new Arguments(Map.of(), Map.of());

  /**
   * Without a payload.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a name is blank, or both plain and secret
   */
  public Arguments(Map<String, String> plain, Map<String, Secret> secret) {
    this(plain, secret, Optional.empty());
  }

  /**
   * Copies the maps.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a name is blank, or both plain and secret
   */
  public Arguments {
    Objects.requireNonNull(plain, "plain");
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(payload, "payload");
    plain = OrderedMaps.copyOf(plain);
    secret = secret.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(secret));
    for (Map.Entry<String, Secret> entry : secret.entrySet()) {
      Objects.requireNonNull(entry.getValue(), () -> "The value of '" + entry.getKey() + "'");
      StoredText.checked("A parameter's name", entry.getKey());
      if (entry.getKey().isBlank() || plain.containsKey(entry.getKey())) {
        throw new InvalidValueException(ValueMessages.PARAMETER_NAME.of(entry.getKey()));
      }
    }
  }

  /**
   * Plain values alone.
   *
   * @throws NullPointerException if it is null
   */
  public static Arguments of(Map<String, String> plain) {
    Objects.requireNonNull(plain, "plain");
    return plain.isEmpty() ? NONE : new Arguments(plain, Map.of());
  }

  /**
   * Returns a copy with one plain value added or replaced; a secret one of this name is replaced,
   * too.
   *
   * @throws IllegalArgumentException if the name is blank, or one of the two contains NUL or half
   *     of a surrogate pair
   */
  public Arguments with(String name, String value) {
    Map<String, Secret> others = new LinkedHashMap<>(secret);
    others.remove(name);
    return new Arguments(OrderedMaps.with(plain, name, value), others, payload);
  }

  /**
   * Returns a copy with one secret value added or replaced; a plain one of this name is replaced,
   * too.
   *
   * @throws IllegalArgumentException if the name is blank, or contains NUL or half of a surrogate
   *     pair
   */
  public Arguments with(String name, Secret value) {
    Map<String, String> others = new LinkedHashMap<>(plain);
    others.remove(name);
    Map<String, Secret> more = new LinkedHashMap<>(secret);
    more.put(name, value);
    return new Arguments(others, more, payload);
  }

  /**
   * Returns a copy with all of the other's added or replaced, its payload as well.
   *
   * @throws NullPointerException if it is null
   */
  public Arguments with(Arguments other) {
    Objects.requireNonNull(other, "other");
    Arguments all = this;
    for (Map.Entry<String, String> entry : other.plain.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    for (Map.Entry<String, Secret> entry : other.secret.entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    return other.payload.map(all::withPayload).orElse(all);
  }

  /**
   * Returns a copy without these.
   *
   * @throws NullPointerException if it is null
   */
  public Arguments without(Collection<String> names) {
    Objects.requireNonNull(names, "names");
    if (names.isEmpty()) {
      return this;
    }
    Map<String, String> others = new LinkedHashMap<>(plain);
    others.keySet().removeAll(names);
    Map<String, Secret> hidden = new LinkedHashMap<>(secret);
    hidden.keySet().removeAll(names);
    return new Arguments(others, hidden, payload);
  }

  /**
   * Returns a copy with other secret values.
   *
   * @throws NullPointerException if it is null
   */
  public Arguments withSecrets(Map<String, Secret> others) {
    Objects.requireNonNull(others, "others");
    return new Arguments(plain, others, payload);
  }

  /**
   * Returns a copy with another payload.
   *
   * @throws NullPointerException if it is null
   */
  public Arguments withPayload(Payload value) {
    return new Arguments(plain, secret, Optional.of(Objects.requireNonNull(value, "value")));
  }
}
