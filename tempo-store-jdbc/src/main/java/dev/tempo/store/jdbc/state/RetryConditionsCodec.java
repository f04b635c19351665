package dev.tempo.store.jdbc.state;

import dev.tempo.RetryConditions;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which failures are retried, as one column: the sets by name, each as the values of a form. */
final class RetryConditionsCodec {
  private RetryConditionsCodec() {}

  static String text(RetryConditions conditions) {
    Map<String, String> sets = new LinkedHashMap<>();
    put(sets, "retryOn", conditions.retryOn());
    put(sets, "abortOn", conditions.abortOn());
    put(sets, "retryOnExitCodes", conditions.retryOnExitCodes());
    put(sets, "abortOnExitCodes", conditions.abortOnExitCodes());
    return ColumnCodecs.text(sets);
  }

  static RetryConditions read(String text) {
    Map<String, String> sets = ColumnCodecs.map(text);
    return new RetryConditions(
        names(sets, "retryOn"),
        names(sets, "abortOn"),
        numbers(sets, "retryOnExitCodes"),
        numbers(sets, "abortOnExitCodes"));
  }

  private static void put(Map<String, String> sets, String name, Collection<?> values) {
    if (!values.isEmpty()) {
      sets.put(name, ColumnCodecs.text(values.stream().map(Object::toString).sorted().toList()));
    }
  }

  private static Set<String> names(Map<String, String> sets, String name) {
    String values = sets.get(name);
    return values == null ? Set.of() : Set.copyOf(ColumnCodecs.list(values));
  }

  private static Set<Integer> numbers(Map<String, String> sets, String name) {
    Set<String> values = names(sets, name);
    return values.isEmpty()
        ? Set.of()
        : values.stream().map(Integer::valueOf).collect(Collectors.toSet());
  }
}
