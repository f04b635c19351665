package dev.tempo.server.cli;

import dev.tempo.server.security.authentication.PasswordResetStore;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.store.Damage;
import dev.tempo.store.Store;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.move.StoreMove;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** Starts servers for the command line, and does what needs their parts. */
public interface ServerLauncher {

  /** What opens the store of a server, and copies and checks its database. */
  StoreProvider stores(Options options);

  /**
   * Starts a server.
   *
   * @throws RuntimeException that says in one line why it could not
   */
  Running launch(Options options);

  /** Brings the tables of a data directory up to date; throws as {@link #launch} does. */
  void migrate(Options options);

  /**
   * Moves everything between the files of a data directory and PostgreSQL; throws as {@link
   * #launch} does.
   *
   * @param listener is told how far it is
   */
  StoreMove.Report move(Options options, Move move, Consumer<StoreMove.Progress> listener);

  /** Gives an account a new password, and ends its sessions and keys; throws as {@link #launch}. */
  PasswordResetStore.Outcome resetPassword(Options options, String username, String password);

  /**
   * Looks at the jobs of a data directory; throws as {@link #launch} does.
   *
   * @param replace whether what cannot be read is replaced
   * @return what cannot be read, or could not
   */
  List<Damage> examine(Options options, boolean replace);

  /** Opens the store of a data directory, and reads something; throws as {@link #launch} does. */
  <T> T withStore(Options options, Function<Store, T> work);

  /**
   * Looks at the nodes that share a database, or tells them something, without being one; throws as
   * {@link #launch} does, also where servers share none.
   */
  <T> T withNodes(Options options, Function<ClusterStore, T> work);

  /**
   * Takes what is in a data directory for one installation, whatever its parts belonged to; throws
   * as {@link #launch} does.
   */
  void accept(Options options);

  /** Whether the key of the stored secrets was there, and is not any more. */
  boolean hasLostSecretKey(Options options);

  /**
   * From where to where everything is moved.
   *
   * @param url of the PostgreSQL database
   * @param toFiles whether it is the source, rather than the target
   */
  record Move(String url, boolean toFiles) {}

  /**
   * What the command line and the environment say about a server.
   *
   * @param sources of its settings
   * @param dataDirectory where everything is kept
   * @param database the file that stands for {@code tempo.db}; empty for that in the directory
   */
  record Options(SettingSources sources, Path dataDirectory, Optional<Path> database) {

    /** The file of the database, wherever it lies. */
    public Path databaseFile() {
      return database.orElseGet(() -> dataDirectory.resolve("tempo.db"));
    }
  }

  /** A server that runs. */
  interface Running extends AutoCloseable {

    /** The address that it is bound to. */
    String host();

    /** The port that it listens on. */
    int port();

    /** The path below which a proxy shows it, as {@code /tempo}; empty for the root. */
    String basePath();

    /**
     * Calls a listener, once and on a thread of its own, when it cannot go on.
     *
     * @param listener is told why, in one line
     */
    void onFailure(Consumer<RuntimeException> listener);

    /** Stops it. */
    @Override
    void close();
  }
}
