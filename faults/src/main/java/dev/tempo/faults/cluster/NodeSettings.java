package dev.tempo.faults.cluster;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What a node is told as it starts.
 *
 * @param name its name
 * @param directory of all nodes
 * @param url of the database, through its own proxy
 * @param schema in which the tables are
 * @param control what is taken out
 * @param skew how far its clock is ahead
 */
record NodeSettings(
    String name, Path directory, String url, String schema, Control control, Duration skew) {

  /** As arguments of a program. */
  List<String> arguments() {
    return List.of(
        name, directory.toString(), url, schema, control.name(), Long.toString(skew.toMillis()));
  }

  /** From these. */
  static NodeSettings of(String[] arguments) {
    return new NodeSettings(
        arguments[0],
        Path.of(arguments[1]),
        arguments[2],
        arguments[3],
        Control.valueOf(arguments[4]),
        Duration.ofMillis(Long.parseLong(arguments[5])));
  }

  NodeSettings withSkew(Duration value) {
    return new NodeSettings(name, directory, url, schema, control, value);
  }
}
