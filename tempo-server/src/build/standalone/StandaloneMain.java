package dev.tempo.standalone;

import java.lang.reflect.InvocationTargetException;

/**
 * What {@code java -jar} starts: tells which Java is needed where it is an older one, which could
 * not even load the server's classes. Compiled for Java 8.
 */
public final class StandaloneMain {
  private static final int OLDEST = 21;
  private static final int WRONG_USE = 2;

  private StandaloneMain() {}

  public static void main(String[] arguments) throws Throwable {
    String version = System.getProperty("java.specification.version");
    if (release(version) < OLDEST) {
      System.err.println(
          "Tempo needs Java " + OLDEST + " or newer, and this is Java " + version + " ("
              + System.getProperty("java.home") + "). Start it with the java of a newer one.");
      System.exit(WRONG_USE);
    }
    try {
      Class.forName("dev.tempo.server.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static int release(String version) {
    return Integer.parseInt(version.replaceFirst("^1\\.", ""));
  }
}
