package dev.tempo.benchmarks.script;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM on the class path of this one. */
final class Jvm {
  private Jvm() {}

  /** Starts one behind a command that ends by executing its arguments; what it says is for us. */
  static Process start(List<String> before, Class<?> main, String... arguments) throws IOException {
    return start(before, List.of(), main, arguments);
  }

  /** As {@link #start}, with options of its own, which may name another class path. */
  static Process start(
      List<String> before, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
