package dev.tempo;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What this process is among the nodes that share a store; of no account on a store that is one
 * engine's alone.
 *
 * @param name for people, unique among the nodes; empty for one made of the node's id
 * @param labels by which jobs ask for nodes
 * @param address under which people reach it; empty if they do not
 * @param capacity how many runs it executes at once; 0 for as many as the queues allow
 */
public record NodeOptions(
    Optional<String> name, Map<String, String> labels, Optional<String> address, int capacity) {

  /** No name, labels, address or limit. */
  public static final NodeOptions DEFAULT =
      new NodeOptions(Optional.empty(), Map.of(), Optional.empty(), 0);

  /**
   * Checks the values, and copies the labels.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if the capacity is negative, or a text contains NUL or half of
   *     a surrogate pair
   */
  public NodeOptions {
    StoredText.checked("name", name);
    StoredText.checked("address", address);
    Objects.requireNonNull(labels, "labels");
    labels.forEach(
        (key, value) -> {
          StoredText.checked("label", key);
          StoredText.checked("label", value);
        });
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    if (capacity < 0) {
      throw new InvalidValueException(ValueMessages.NEGATIVE.of("capacity", capacity));
    }
  }

  /** Returns a copy with this name. */
  public NodeOptions withName(String name) {
    return new NodeOptions(
        Optional.of(Objects.requireNonNull(name, "name")), labels, address, capacity);
  }

  /** Returns a copy with a label added or replaced. */
  public NodeOptions withLabel(String name, String value) {
    Map<String, String> others = new TreeMap<>(labels);
    others.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
    return new NodeOptions(this.name, others, address, capacity);
  }

  /** Returns a copy with this address. */
  public NodeOptions withAddress(String address) {
    return new NodeOptions(
        name, labels, Optional.of(Objects.requireNonNull(address, "address")), capacity);
  }

  /** Returns a copy that executes at most so many runs at once; 0 for no limit. */
  public NodeOptions withCapacity(int capacity) {
    return new NodeOptions(name, labels, address, capacity);
  }
}
