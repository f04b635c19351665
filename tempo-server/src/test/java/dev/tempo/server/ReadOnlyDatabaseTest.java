package dev.tempo.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that can be read and not written: the server ends with one line, and does not wait.
 */
@EnabledOnOs(OS.LINUX)
final class ReadOnlyDatabaseTest {
  @TempDir Path directory;

  @Test
  void databaseThatMayNotBeWritten_stopsTheStart_withOneLine() throws Exception {
    Path data = directory.resolve("data");
    Cli.inside().run("migrate", "--data-path", data.toString()).code(0);
    for (String name : new String[] {"tempo.db", "logs.db"}) {
      readOnly(data.resolve(name))
          .run("run", "--port", "0", "--data-path", data.toString())
          .code(4)
          .oneLine("it may not be written");
    }
  }

  /** The file is mounted over itself, in a namespace of the process's own. */
  private static Cli readOnly(Path file) throws Exception {
    String mount =
        "mount --bind '" + file + "' '" + file + "' && mount -o remount,ro,bind '" + file + "'";
    String[][] ways = {{"unshare", "--mount"}, {"unshare", "--mount", "--map-root-user"}};
    for (String[] way : ways) {
      if (new ProcessBuilder(command(way, mount)).start().waitFor() == 0) {
        return Cli.plain().under(command(way, mount + " && exec \"$@\""));
      }
    }
    assumeThat(false).as("a file can be mounted, even if in a namespace").isTrue();
    return Cli.plain();
  }

  private static String[] command(String[] way, String script) {
    String[] command = Arrays.copyOf(way, way.length + 4);
    command[way.length] = "/bin/sh";
    command[way.length + 1] = "-c";
    command[way.length + 2] = script;
    command[way.length + 3] = "sh";
    return command;
  }
}
