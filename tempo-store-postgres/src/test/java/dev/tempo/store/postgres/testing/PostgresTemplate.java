package dev.tempo.store.postgres.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The files of a server that has only just been made. A build makes them once in a module, since
 * that takes as much of the processor as many tests; the other virtual machines copy them.
 */
final class PostgresTemplate {
  private static final Path HOME = Path.of("target", "postgres").toAbsolutePath();
  private static final String DONE = "done";

  private PostgresTemplate() {}

  /** Makes the directory of a server's data. */
  static synchronized void into(PostgresPrograms programs, Path data)
      throws IOException, InterruptedException {
    String build = System.getProperty("tempo.build");
    if (build == null) { // not run by one
      make(programs, data);
      return;
    }
    Files.createDirectories(HOME);
    try (FileChannel file =
            FileChannel.open(
                HOME.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = file.lock()) {
      Path template = HOME.resolve(build);
      if (lock.isValid() && !Files.exists(template.resolve(DONE))) {
        make(programs, data);
        PostgresPrograms.run(
            List.of("find", HOME.toString(), "-mindepth", "1", "-not", "-name", "lock", "-delete"));
        Files.createDirectories(template);
        copy(data, template.resolve("data"));
        Files.createFile(template.resolve(DONE));
        return;
      }
    }
    copy(HOME.resolve(build).resolve("data"), data);
  }

  private static void make(PostgresPrograms programs, Path data)
      throws IOException, InterruptedException {
    PostgresPrograms.run(
        programs.command(
            "initdb",
            "--pgdata=" + data,
            "--username=tempo",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync"));
  }

  /** With owners and permissions, which PostgreSQL looks at. */
  private static void copy(Path data, Path to) throws IOException, InterruptedException {
    PostgresPrograms.run(List.of("cp", "-a", data.toString(), to.toString()));
  }
}
