package dev.tempo.task;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Objects;

/**
 * Gives the handlers that were registered by their class; a container of beans mostly is one:
 * {@code injector::getInstance}, {@code applicationContext::getBean}. Thread-safe.
 */
@FunctionalInterface
public interface HandlerFactory {

  /**
   * Returns the handler for one run. Called for each run, on its own thread, inside all of its
   * interceptors; may give the same one each time. What it throws is the run's failure.
   *
   * @param type as it was registered
   * @return never null
   * @throws Exception if there is none
   */
  Handler create(Class<? extends Handler> type) throws Exception;

  /**
   * Makes a new handler for each run by its constructor without parameters, which may be private
   * where the class's module opens its package to {@code dev.tempo.core}.
   */
  static HandlerFactory reflective() {
    return HandlerFactory::construct;
  }

  private static Handler construct(Class<? extends Handler> type) throws Exception {
    Objects.requireNonNull(type, "type");
    try {
      Constructor<? extends Handler> constructor = type.getDeclaredConstructor();
      constructor.trySetAccessible();
      return constructor.newInstance();
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          type.getName()
              + " cannot be made: give it a constructor without parameters, and make it public or"
              + " open its package to dev.tempo.core; or give Tempo.builder() a handlerFactory",
          e);
    }
  }
}
