package dev.tempo.store.sqlite;

import dev.tempo.testing.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM on this test's class path. */
final class ChildJvm {

  private ChildJvm() {}

  static Process start(Path output, int heapMb, Class<?> main, String... arguments)
      throws IOException {
    return start(List.of(), output, heapMb, main, arguments);
  }

  /** Starts one behind a command that ends by executing its arguments. */
  static Process start(
      List<String> before, Path output, int heapMb, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    List<String> java = JavaCommand.of(main, arguments);
    command.add(java.getFirst());
    command.add("-Xmx" + heapMb + "m");
    command.addAll(java.subList(1, java.size()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  static String said(Path output) throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }
}
