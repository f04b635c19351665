package dev.tempo.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command of another virtual machine on this test's class path. It lives for seconds, and takes
 * half as much of the processor with the quick compiler alone and without threads that collect its
 * heap.
 */
public final class JavaCommand {
  private JavaCommand() {}

  /** Of a program. */
  public static List<String> of(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Where its classes are. */
  public static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }
}
