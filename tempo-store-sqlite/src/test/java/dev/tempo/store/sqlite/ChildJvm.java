package dev.tempo.store.sqlite;

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
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heapMb + "m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", "-Xshare:auto"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
        .start();
  }

  static String said(Path output) throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }
}
