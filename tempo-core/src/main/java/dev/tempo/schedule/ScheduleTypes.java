package dev.tempo.schedule;

import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The kinds of schedules that this program knows besides those of the library. They are known
 * before a store is opened: a job that has a schedule of another kind cannot be read, and is left
 * as it is. Thread-safe.
 */
public final class ScheduleTypes {
  static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  private static final Map<String, ScheduleType> KNOWN = new ConcurrentHashMap<>();

  static {
    register(new DayFilter.Type());
    ServiceLoader.load(ScheduleType.class).forEach(ScheduleTypes::register);
  }

  private ScheduleTypes() {}

  /**
   * Makes a type known under its name. Once more with the same type changes nothing.
   *
   * @throws IllegalArgumentException if the name has other characters than letters, digits, {@code
   *     .}, {@code _} and {@code -}, or more than 100
   * @throws IllegalStateException if another type has the name
   */
  public static void register(ScheduleType type) {
    Objects.requireNonNull(type, "type");
    String name = Objects.requireNonNull(type.name(), "name");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A schedule type's name is 1 to 100 letters, digits, '.', '_' and '-', but got '"
              + name
              + "'");
    }
    ScheduleType known = KNOWN.putIfAbsent(name, type);
    if (known != null && known != type && known.getClass() != type.getClass()) {
      throw new IllegalStateException(
          "The schedule type '"
              + name
              + "' is "
              + known.getClass().getName()
              + " already, and cannot be "
              + type.getClass().getName()
              + ", too");
    }
  }

  /** Returns the names of all that are registered, sorted. */
  public static SortedSet<String> names() {
    return new TreeSet<>(KNOWN.keySet());
  }

  /** Makes a rule of what is stored. */
  static ScheduleRule rule(String name, String text) {
    ScheduleType type = KNOWN.get(name);
    if (type == null) {
      throw new IllegalArgumentException(
          "No schedule type '"
              + name
              + "' is registered; there are "
              + names()
              + ". Call ScheduleTypes.register before the store is opened");
    }
    return Objects.requireNonNull(type.parse(text), "the rule of '" + name + "'");
  }
}
