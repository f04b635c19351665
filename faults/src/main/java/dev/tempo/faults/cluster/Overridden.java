package dev.tempo.faults.cluster;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;

/** Something of which some methods are others, however many it has. */
final class Overridden {
  private Overridden() {}

  /**
   * Returns one that does what the target does.
   *
   * @param overrides whose methods are called in the place of those of the same names and
   *     parameters
   */
  static <T> T of(Class<T> type, T target, Object overrides) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> call(target, overrides, method, arguments)));
  }

  private static Object call(Object target, Object overrides, Method method, Object[] arguments)
      throws Throwable {
    try {
      Method own = find(overrides, method);
      return own == null ? method.invoke(target, arguments) : own.invoke(overrides, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Method find(Object overrides, Method method) {
    for (Method own : overrides.getClass().getDeclaredMethods()) {
      if (own.getName().equals(method.getName())
          && Arrays.equals(own.getParameterTypes(), method.getParameterTypes())) {
        own.setAccessible(true); // also of a class without a name
        return own;
      }
    }
    return null;
  }
}
