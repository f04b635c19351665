package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.value.StoredText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Copies and extends immutable maps that keep their order. */
final class OrderedMaps {
  private OrderedMaps() {}

  static Map<String, String> copyOf(Map<String, String> entries) {
    if (entries.isEmpty()) {
      return Map.of();
    }
    Map<String, String> copy = new LinkedHashMap<>();
    entries.forEach((name, value) -> put(copy, name, value));
    return Collections.unmodifiableMap(copy);
  }

  static Map<String, String> with(Map<String, String> entries, String name, String value) {
    Map<String, String> copy = new LinkedHashMap<>(entries);
    put(copy, name, value);
    return Collections.unmodifiableMap(copy);
  }

  private static void put(Map<String, String> target, String name, String value) {
    Objects.requireNonNull(name, "name");
    if (name.isBlank()) {
      throw new InvalidValueException(ValueMessages.BLANK_NAME.of(value));
    }
    StoredText.checked("A name", name);
    Objects.requireNonNull(value, () -> "The value of '" + name + "' is null");
    target.put(name, StoredText.checked("The value of '" + name + "'", value));
  }
}
