package dev.tempo.server;

import dev.tempo.secret.SecretCipher;
import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.storage.PrivateFiles;
import dev.tempo.store.StoreException;
import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.ClusteredStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.jdbc.move.StoreMove;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whether what is in a data directory belongs together. An installation has one id, in {@code
 * tempo.db}, in {@code logs.db} and in {@code config/installation}: so a database that is missing,
 * empty, without its journal or another one's is noticed, where it would become a new installation
 * without a word, open for whoever comes first. So is the key that seals secrets.
 *
 * <p>The id is first noted in {@code config/installation.begun}, so that a start that is
 * interrupted meanwhile is completed by the next. Data of an earlier version has no id, and gets
 * one.
 */
final class Installation {
  private static final String WAYS =
      ". Put the file back, restore a backup (tempo restore FILE), or, to go on with what is there,"
          + " run: tempo doctor --accept";

  /** Where the database is no file of the directory. */
  private static final String WAYS_ELSEWHERE =
      ". Name the right one (TEMPO_DATABASE_URL), restore a dump of it, or, to go on with what is"
          + " there, run: tempo doctor --accept";

  private final StoreProvider stores;
  private final Path directory;
  private final Path databaseFile;
  private final Path file;
  private final Path pending;
  private final Path secretKey;
  private final boolean hasSecretKey;
  private final Optional<NodeKeys> nodeKeys;

  private Installation(
      StoreProvider stores,
      Path directory,
      Path databaseFile,
      boolean hasSecretKey,
      Optional<NodeKeys> nodeKeys) {
    this.nodeKeys = nodeKeys;
    this.stores = stores;
    this.directory = directory;
    this.databaseFile = databaseFile.toAbsolutePath();
    this.file = directory.resolve("config/installation");
    this.pending = directory.resolve("config/installation.begun");
    this.secretKey = directory.resolve("config/secret.key");
    this.hasSecretKey = hasSecretKey;
  }

  static Installation of(StoreProvider stores, ServerLauncher.Options options) {
    boolean given = !options.sources().early(Settings.SECRET_KEY).isEmpty();
    return new Installation(
        stores, options.dataDirectory(), options.databaseFile(), given, Optional.empty());
  }

  /** Of a server that starts, and is a node if it has a name. */
  static Installation ofStart(StoreProvider stores, ServerLauncher.Options options) {
    boolean isNode = !options.sources().early(Settings.NODE_NAME).isEmpty();
    boolean given = !options.sources().early(Settings.SECRET_KEY).isEmpty();
    return new Installation(
        stores,
        options.dataDirectory(),
        options.databaseFile(),
        given,
        isNode ? Optional.of(NodeKeys.of(options)) : Optional.empty());
  }

  static Installation at(StoreProvider stores, Path directory, Path databaseFile) {
    return new Installation(stores, directory, databaseFile, false, Optional.empty());
  }

  /**
   * Opens the store, makes it if there is nothing yet.
   *
   * @param accept whether parts of several installations become one
   * @throws StoreException if they do not belong together, with what can be done
   */
  JdbcStore open(boolean accept) {
    if (!accept && !Files.exists(pending)) {
      if (stores.makesCopies()) {
        requireDatabase();
      }
      requireSecretKey();
      if (stores.makesCopies()) {
        requireOwnFiles();
      }
    }
    Optional<Path> database = stores.makesCopies() ? Optional.of(databaseFile) : Optional.empty();
    JdbcStore store = stores.open(directory, database);
    try {
      StoreMove.requireEnded(store.database());
      if (nodeKeys.isPresent() && store instanceof ClusteredStore shared) {
        join(store, shared.cluster(), nodeKeys.get(), accept);
      } else {
        identify(store, accept || Files.exists(pending));
      }
      return store;
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** A directory that was in use has its database. */
  private void requireDatabase() {
    List<String> left = new ArrayList<>();
    if (!isThere(databaseFile)) {
      for (Path trace : List.of(logs(), file)) {
        if (isThere(trace)) {
          left.add(trace.getFileName().toString());
        }
      }
      keys().forEach(key -> left.add("config/" + key.getFileName()));
    }
    if (!left.isEmpty()) {
      String state = Files.exists(databaseFile) ? " is empty" : " is missing";
      throw refused(
          "The database " + databaseFile + state + ", but there is " + String.join(", ", left));
    }
  }

  /**
   * To open a store brings its files up to date, which must not be done to one that is another's or
   * has lost its journal: the right one could not be put in its place any more.
   */
  private void requireOwnFiles() {
    Optional<UUID> noted = noted();
    if (noted.isPresent()) {
      requireSame(new JdbcStore.Identities(id(databaseFile), id(logs())), noted.get());
    }
  }

  private Optional<UUID> id(Path database) {
    return isThere(database) ? stores.identity(database) : Optional.empty();
  }

  private Path logs() {
    return databaseFile.resolveSibling("logs.db");
  }

  private void requireSame(JdbcStore.Identities found, UUID noted) {
    if (!found.database().equals(Optional.of(noted))) {
      throw otherFile(found.database().isEmpty());
    }
    if (!found.logs().equals(Optional.of(noted))) {
      boolean isEmpty = found.logs().isEmpty();
      throw refused(
          "The file "
              + logs()
              + (isEmpty ? " was missing or empty" : " is of another installation"));
    }
  }

  /** A start makes this key before the one that signs sessions. */
  boolean hasLostSecretKey() {
    return !hasSecretKey && isThere(file.resolveSibling("jwt.key")) && !isThere(secretKey);
  }

  /** A new one would be made without a word, and what the old one sealed could not be read. */
  private void requireSecretKey() {
    if (hasLostSecretKey()) {
      throw refused(
          "The file "
              + secretKey
              + (Files.exists(secretKey) ? " is empty" : " is missing")
              + ", without which no stored secret can be read");
    }
  }

  private void makeSecretKey() {
    try {
      Files.deleteIfExists(secretKey);
    } catch (IOException e) {
      throw new StoreException("The file " + secretKey + " cannot be replaced: " + e, e);
    }
    SecretCipher.open(secretKey);
  }

  /** A directory that has nothing yet belongs to the installation whose keys it has. */
  private void join(JdbcStore store, ClusterStore cluster, NodeKeys keys, boolean accept) {
    boolean isNew = noted().isEmpty() && !Files.exists(pending);
    Optional<UUID> known = store.identities().database();
    if (isNew && (known.isEmpty() || NodeKeys.areAgreed(cluster))) {
      keys.agree(cluster);
      mark(store, known.orElseGet(() -> NodeKeys.installation(cluster)));
    } else {
      identify(store, accept || Files.exists(pending));
      keys.agree(cluster);
    }
  }

  private void identify(JdbcStore store, boolean accept) {
    JdbcStore.Identities found = store.identities();
    Optional<UUID> noted = noted();
    boolean none = noted.isEmpty() && found.database().isEmpty() && found.logs().isEmpty();
    if (accept && hasLostSecretKey()) {
      makeSecretKey();
    }
    if (none || accept) {
      mark(store, found.database().or(found::logs).or(() -> noted).orElseGet(UUID::randomUUID));
    } else if (noted.isEmpty()) {
      throw refused("The file " + file + " is missing, and with it maybe the keys beside it");
    } else if (stores.makesCopies()) {
      requireSame(found, noted.get());
    } else if (!found.database().equals(noted)) {
      throw otherDatabase(store, found.database().isEmpty());
    }
  }

  private StoreException otherFile(boolean isEmpty) {
    return refused(
        "The database "
            + databaseFile
            + (isEmpty
                ? " has lost what it held, as without its -wal file, and is not that of "
                : " is of another installation than ")
            + file);
  }

  private StoreException otherDatabase(JdbcStore store, boolean isEmpty) {
    String database = "The database " + store.database().name();
    if (isEmpty && isThere(databaseFile)) {
      return damaged(
          database
              + " holds nothing yet, and this installation is in "
              + databaseFile
              + ". To move it there, run: tempo migrate --to ADDRESS");
    }
    String what = isEmpty ? " holds nothing of " : " is of another installation than ";
    return damaged(database + what + file + WAYS_ELSEWHERE);
  }

  private void mark(JdbcStore store, UUID id) {
    try {
      byte[] text = (id + "\n").getBytes(StandardCharsets.US_ASCII);
      PrivateFiles.createDirectories(file.getParent());
      PrivateFiles.write(pending, text);
      store.identify(id);
      PrivateFiles.write(file, text);
      Files.delete(pending);
    } catch (IOException e) {
      throw new StoreException("The file " + file + " cannot be written: " + e, e);
    }
  }

  private Optional<UUID> noted() {
    try {
      return Files.exists(file)
          ? Optional.of(UUID.fromString(Files.readString(file).strip()))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      throw refused("The file " + file + " holds no id");
    } catch (IOException e) {
      throw new StoreException("The file " + file + " cannot be read: " + e, e);
    }
  }

  private List<Path> keys() {
    Path config = file.getParent();
    if (!Files.isDirectory(config)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(config)) {
      return files.filter(path -> path.toString().endsWith(".key")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The directory " + config + " cannot be read", e);
    }
  }

  private static boolean isThere(Path file) {
    try {
      return Files.exists(file) && Files.size(file) > 0;
    } catch (IOException e) {
      throw new StoreException("The file " + file + " cannot be looked at: " + e, e);
    }
  }

  private static StoreException refused(String what) {
    return damaged(what + WAYS);
  }

  private static StoreException damaged(String message) {
    return new StoreException(StoreException.Reason.DAMAGED, message, null);
  }
}
