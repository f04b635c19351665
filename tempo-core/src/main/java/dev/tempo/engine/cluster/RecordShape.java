package dev.tempo.engine.cluster;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;

/** How records of a type are taken apart and made, found out once for each type. Thread-safe. */
final class RecordShape {
  private static final ClassValue<RecordShape> SHAPES =
      new ClassValue<>() {
        @Override
        protected RecordShape computeValue(Class<?> type) {
          return new RecordShape(type);
        }
      };

  private final Class<?> type;
  private final List<Part> parts;
  private final Constructor<?> constructor;

  /** A component. */
  record Part(String name, Class<?> type, Type declared, Method accessor) {
    static Part of(RecordComponent component) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      return new Part(
          component.getName(), component.getType(), component.getGenericType(), accessor);
    }

    /** Its value in a record. */
    Object of(Record record) {
      try {
        return accessor.invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("Not to be read: " + name, e);
      }
    }
  }

  private RecordShape(Class<?> type) {
    this.type = type;
    this.parts = Arrays.stream(type.getRecordComponents()).map(Part::of).toList();
    try {
      Class<?>[] types = parts.stream().map(Part::type).toArray(Class<?>[]::new);
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException("Not to be made: " + type, e);
    }
  }

  static RecordShape of(Class<?> type) {
    return SHAPES.get(type);
  }

  /** In the order of its constructor. */
  List<Part> parts() {
    return parts;
  }

  /**
   * A record of these values.
   *
   * @throws IllegalArgumentException if they are not its
   */
  Object make(Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalArgumentException(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Not to be made: " + type, e);
    }
  }
}
