package dev.tempo.schedule;

import java.util.List;

/**
 * The JDK's own shell, which runs lines of Java. Reached by reflection, because the tests are
 * compiled into a module that does not read {@code jdk.jshell}.
 */
final class Shell implements AutoCloseable {
  private final Object shell;

  Shell() {
    try {
      Object builder = Class.forName("jdk.jshell.JShell").getMethod("builder").invoke(null);
      Class<?> type = Class.forName("jdk.jshell.JShell$Builder");
      type.getMethod("executionEngine", String.class).invoke(builder, "local");
      shell = type.getMethod("build").invoke(builder);
      String classPath = System.getProperty("java.class.path");
      shell.getClass().getMethod("addToClasspath", String.class).invoke(shell, classPath);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs a line and returns its value as the shell prints it; fails if it does not run. */
  String run(String line) {
    try {
      Object events = shell.getClass().getMethod("eval", String.class).invoke(shell, line);
      Class<?> type = Class.forName("jdk.jshell.SnippetEvent");
      String value = null;
      for (Object event : (List<?>) events) {
        Object exception = type.getMethod("exception").invoke(event);
        Object status = type.getMethod("status").invoke(event);
        if (exception != null || !status.toString().equals("VALID")) {
          throw new AssertionError(line + " is " + status + ", " + exception);
        }
        value = (String) type.getMethod("value").invoke(event);
      }
      return value;
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      shell.getClass().getMethod("close").invoke(shell);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }
}
