package dev.tempo.server;

import dev.tempo.store.postgres.testing.PostgresServer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Moves what is in a data directory, by the command line, in this virtual machine. */
record Moves(Path directory) {

  /** What a move has said. */
  record Result(Cli.Result said) {

    /** What is the same on both sides: table, rows and sum, line by line. */
    String sums() {
      said.code(0);
      return said.out()
          .lines()
          .filter(line -> line.matches("[a-z_]+ +[0-9,]+  [0-9a-f]{64}"))
          .collect(Collectors.joining("\n"));
    }
  }

  static Cli cli(String schema) {
    return Cli.inside().with("TEMPO_DATABASE_SCHEMA", schema).with("TEMPO_DATABASE_USER", "tempo");
  }

  static String url() {
    String url = PostgresServer.shared().url();
    return url.substring(0, url.indexOf('?'));
  }

  List<String> arguments(String way, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("migrate", way, url(), "--data-path", directory.toString()));
    all.addAll(List.of(more));
    return all;
  }

  /** Moves what the files have into a schema. */
  Result to(String schema, String... more) {
    return run(cli(schema), arguments("--to", more));
  }

  /** Moves what a schema has into files. */
  Result from(String schema, String... more) {
    return run(cli(schema), arguments("--from", more));
  }

  private static Result run(Cli cli, List<String> arguments) {
    try {
      return new Result(cli.run(arguments.toArray(String[]::new)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
