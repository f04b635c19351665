package dev.tempo.faults.cluster;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node's process runs.
 *
 * @param main its class
 * @param flags of its virtual machine
 */
record NodeProgram(Class<?> main, List<String> flags) {

  /** Small, and quick to start. */
  static final NodeProgram UNDER_FAULTS =
      new NodeProgram(
          NodeMain.class, List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m"));

  /** As programs are run. */
  static final NodeProgram MEASURED = new NodeProgram(MeasuredNode.class, List.of("-Xmx768m"));

  List<String> command(List<String> arguments) {
    String path = System.getProperty("java.class.path");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("surefire.test.class.path", path),
            main.getName()));
    command.addAll(arguments);
    return command;
  }
}
