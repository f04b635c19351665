package dev.tempo.engine;

import dev.tempo.process.ProcessException;
import dev.tempo.process.ProcessSpec;
import dev.tempo.process.ProcessSupervisor;
import java.nio.file.Path;
import java.util.UUID;

/** A program that starts a script and is gone at once; the script ends the one that watches it. */
final class LeftScript {
  private static final String SCRIPT =
      "echo on; until [ -e go ]; do sleep 0.05; done; kill -KILL $PPID";

  private LeftScript() {}

  /** The work directory, and the run's id. */
  public static void main(String[] args) throws ProcessException {
    Path directory = Path.of(args[0]);
    ProcessSupervisor supervisor =
        ProcessSupervisor.builder().directory(directory.resolve("runs")).build();
    UUID run = UUID.fromString(args[1]);
    supervisor.start(ProcessSpec.of(run, "/bin/sh", "-c", SCRIPT).directory(directory).build());
    Runtime.getRuntime().halt(0);
  }
}
