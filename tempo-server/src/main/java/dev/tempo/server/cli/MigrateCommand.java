package dev.tempo.server.cli;

import dev.tempo.server.settings.Settings;
import dev.tempo.store.jdbc.move.StoreMove;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tempo migrate}: what every start does first, alone; or a move to another database. */
@Command(
    name = "migrate",
    description = {
      "Brings the databases up to date, without starting anything. The server must not run, nor any"
          + " node of a cluster.",
      "With --to or --from moves everything between the files of the data directory and PostgreSQL."
          + " The target must be empty, and no server run on either. A move that was interrupted"
          + " goes on when it is started again. The source stays as it is."
    })
final class MigrateCommand extends SettingsCommand {
  private final ServerLauncher launcher;

  @ArgGroup(multiplicity = "0..1")
  private @Nullable Side side;

  /** What is moved where; one of the two. */
  private static final class Side {
    @Option(
        names = "--to",
        paramLabel = "URL",
        description = "Moves the files' data there, as jdbc:postgresql://HOST/DATABASE.")
    private @Nullable String to;

    @Option(names = "--from", paramLabel = "URL", description = "Moves what is there into files.")
    private @Nullable String from;

    ServerLauncher.Move move() {
      return from == null
          ? new ServerLauncher.Move(String.valueOf(to), false)
          : new ServerLauncher.Move(from, true);
    }
  }

  MigrateCommand(ServerLauncher launcher) {
    this.launcher = launcher;
  }

  @Override
  public Integer call() {
    ServerLauncher.Options told = run();
    if (side == null) {
      launcher.migrate(told);
      out().println("Up to date (data in " + told.dataDirectory() + ")");
    } else {
      move(told, side.move());
    }
    return ExitCode.OK;
  }

  private void move(ServerLauncher.Options told, ServerLauncher.Move move) {
    try {
      Settings.DATABASE_URL.check(move.url());
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage());
    }
    MoveLines lines = new MoveLines(out());
    StoreMove.Report report = launcher.move(told, move, lines);
    lines.end(report);
    out()
        .println(
            move.toFiles()
                ? "Start the server without TEMPO_DATABASE_URL from now on; what is in PostgreSQL"
                    + " stays as it was"
                : "Start the server with TEMPO_DATABASE_URL="
                    + move.url()
                    + " from now on; "
                    + told.databaseFile()
                    + " stays as it was");
  }
}
