package dev.tempo.value;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Makes some valid object of any public type: from a constant, a factory, a constructor, or what
 * the test has made by hand.
 */
final class Samples {
  private static final int DEEPEST = 6;

  private final Map<Class<?>, Object> known = new HashMap<>();

  Samples() {
    known.put(String.class, "1");
    known.put(int.class, 1);
    known.put(long.class, 1L);
    known.put(double.class, 0.5);
    known.put(boolean.class, false);
    known.put(UUID.class, new UUID(0x7000, 2));
    known.put(Duration.class, Duration.ofSeconds(1));
    known.put(Instant.class, Instant.parse("2026-03-28T12:00:00Z"));
    known.put(LocalDate.class, LocalDate.of(2026, 3, 28));
    known.put(LocalTime.class, LocalTime.NOON);
    known.put(ZoneId.class, ZoneOffset.UTC);
    known.put(Locale.class, Locale.ROOT);
    known.put(Path.class, Path.of("/tmp"));
    known.put(URI.class, URI.create("http://127.0.0.1/"));
    known.put(Optional.class, Optional.empty());
    known.put(OptionalInt.class, OptionalInt.empty());
    known.put(OptionalLong.class, OptionalLong.empty());
    known.put(OptionalDouble.class, OptionalDouble.empty());
    known.put(List.class, List.of("1"));
    known.put(Set.class, Set.of());
    known.put(Map.class, Map.of());
  }

  <T> Samples with(Class<T> type, T object) {
    known.put(type, object);
    return this;
  }

  /** Arguments for a method or constructor, of which one is given. */
  Object[] arguments(Executable executable, int index, Object given) {
    Class<?>[] types = executable.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = i == index ? given : of(types[i]);
    }
    return arguments;
  }

  Object of(Class<?> type) {
    return find(type, 0).orElseThrow(() -> new AssertionError("There is no sample of " + type));
  }

  private Optional<Object> find(Class<?> type, int depth) {
    if (known.containsKey(type)) {
      return Optional.of(known.get(type));
    }
    if (depth > DEEPEST) {
      return Optional.empty();
    }
    if (type.isEnum()) {
      return Optional.of(type.getEnumConstants()[0]);
    }
    if (type.isInterface() && !type.isSealed()) {
      return Optional.of(
          Proxy.newProxyInstance(
              type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> null));
    }
    return Stream.<Stream<Optional<Object>>>of(
            constants(type),
            factories(type, depth),
            constructors(type, depth),
            subtypes(type, depth))
        .flatMap(found -> found)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Stream<Optional<Object>> constants(Class<?> type) {
    return Arrays.stream(type.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == type)
        .map(Samples::value);
  }

  private static Optional<Object> value(Field field) {
    try {
      return Optional.ofNullable(field.get(null));
    } catch (IllegalAccessException e) {
      return Optional.empty();
    }
  }

  private Stream<Optional<Object>> factories(Class<?> type, int depth) {
    Class<?> home = Objects.requireNonNullElse(type.getEnclosingClass(), type);
    return Stream.of(type, home)
        .distinct()
        .flatMap(place -> Arrays.stream(place.getMethods()))
        .filter(
            method -> Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type)
        .map(method -> make(method, depth));
  }

  private Stream<Optional<Object>> constructors(Class<?> type, int depth) {
    return Modifier.isAbstract(type.getModifiers())
        ? Stream.empty()
        : Arrays.stream(type.getConstructors()).map(constructor -> make(constructor, depth));
  }

  private Stream<Optional<Object>> subtypes(Class<?> type, int depth) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).map(kind -> find(kind, depth + 1))
        : Stream.empty();
  }

  private Optional<Object> make(Executable executable, int depth) {
    Class<?>[] types = executable.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      Optional<Object> argument = find(types[i], depth + 1);
      if (argument.isEmpty()) {
        return Optional.empty();
      }
      arguments[i] = argument.get();
    }
    try {
      return Optional.ofNullable(
          executable instanceof Constructor<?> constructor
              ? constructor.newInstance(arguments)
              : ((Method) executable).invoke(null, arguments));
    } catch (InvocationTargetException e) {
      return Optional.empty(); // another way may do
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Cannot call " + executable, e);
    }
  }
}
