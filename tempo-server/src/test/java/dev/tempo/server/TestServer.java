package dev.tempo.server;

import dev.tempo.Ids;
import dev.tempo.NodeOptions;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.server.security.authentication.PasswordHasher;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.users.User;
import dev.tempo.server.users.User.Account;
import dev.tempo.server.users.User.Preferences;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.store.jdbc.StoreProvider;
import dev.tempo.store.sqlite.SqliteStoreProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A real server on a free port, over a real store in a directory of the test's. */
public final class TestServer implements AutoCloseable {
  /** What the first account's password is in tests. */
  public static final String PASSWORD = "correct horse";

  private static final int CHEAP = 4;

  /** Signs and seals what one node of a test makes and another one takes. */
  private static final String SHARED_SECRET = "a secret that all nodes of tests have in common";

  /** What the stores of tests are of: the one place to run them all on another database. */
  private static final StoreProvider STORES = SqliteStoreProvider.INSTANCE;

  /** Where servers listen while nobody else does; 0 for any port. */
  private static int usualPort;

  private final JdbcStore store;
  private final Tempo tempo;
  private final TempoServer server;

  private TestServer(
      StoreProvider stores,
      Path directory,
      UnaryOperator<TempoBuilder> engine,
      UnaryOperator<TempoServer.Builder> change) {
    this.store = stores.open(directory, Optional.empty());
    this.tempo = engine.apply(Tempo.builder().store(store).queue("default", 4)).build().start();
    this.server =
        change
            .apply(TempoServer.builder().port(port()).rateLimits(false).passwordCost(CHEAP))
            .start(tempo, store);
  }

  /**
   * Has servers that are started from now on listen at one port, one after the other: what browsers
   * keep, they keep by address. One that finds the port taken listens at any other.
   *
   * @param port 0 for any, as it was before
   */
  public static void listenAt(int port) {
    usualPort = port;
  }

  private static int port() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), usualPort));
      return usualPort;
    } catch (IOException e) {
      return 0; // another server of the same test has it
    }
  }

  /** Starts one. */
  public static TestServer start(Path directory) {
    return start(directory, builder -> builder);
  }

  /** Starts one over a store of another kind. */
  static TestServer start(StoreProvider stores, Path directory) {
    return startWithoutTables(stores, directory);
  }

  /** Starts one that runs all scripts of a store's first time. */
  static TestServer startWithoutTables(StoreProvider stores, Path directory) {
    return new TestServer(stores, directory, engine -> engine, builder -> builder);
  }

  /** Starts one that is told more. */
  public static TestServer start(Path directory, UnaryOperator<TempoServer.Builder> change) {
    return prepared(directory, engine -> engine, change);
  }

  /** Starts one that is told more, over an engine that is told more. */
  public static TestServer start(
      Path directory,
      UnaryOperator<TempoBuilder> engine,
      UnaryOperator<TempoServer.Builder> change) {
    return prepared(directory, engine, change);
  }

  /** Starts one and makes the first account, {@code admin}. */
  public static TestServer startSetUp(Path directory) {
    return startSetUp(directory, engine -> engine);
  }

  /** Starts one over an engine that is told more, and makes the first account, {@code admin}. */
  public static TestServer startSetUp(Path directory, UnaryOperator<TempoBuilder> engine) {
    return setUp(prepared(directory, engine, builder -> builder));
  }

  /** Starts one over a store of another kind, and makes the first account, {@code admin}. */
  static TestServer startSetUp(StoreProvider stores, Path directory) {
    return setUp(start(stores, directory));
  }

  /** Starts one that is a node of this name, with the secrets of all nodes of tests. */
  static TestServer startNode(StoreProvider stores, Path directory, String name) {
    return new TestServer(
        stores,
        directory,
        engine -> engine.node(NodeOptions.DEFAULT.withName(name)),
        builder -> builder.setting("jwtSecret", SHARED_SECRET).setting("secretKey", SHARED_SECRET));
  }

  private static TestServer prepared(
      Path directory,
      UnaryOperator<TempoBuilder> engine,
      UnaryOperator<TempoServer.Builder> change) {
    EmptyDatabases.into(directory);
    return new TestServer(STORES, directory, engine, change);
  }

  /** Makes the first account, {@code admin}. */
  static TestServer setUp(TestServer server) {
    server
        .client()
        .post("/api/setup/admin", "{'username':'admin','password':'" + PASSWORD + "'}")
        .status(201);
    return server;
  }

  /** Makes an account, named as its role, and logs in to it. */
  public ApiClient as(Role role) {
    return as(role.label(), role);
  }

  /** Makes an account if there is none of this name, and logs in to it. */
  public ApiClient as(String name, Role role) {
    User user =
        new User(
            Ids.next(),
            new Account(name, Optional.empty(), role, true),
            Preferences.DEFAULT,
            Instant.EPOCH,
            Optional.empty());
    try (PasswordHasher passwords = new PasswordHasher(CHEAP)) {
      new UserStore(store.database()).insert(user, passwords.hash(PASSWORD));
    }
    return client().logIn(name, PASSWORD);
  }

  /** The engine. */
  public Tempo tempo() {
    return tempo;
  }

  /** The store. */
  public JdbcStore store() {
    return store;
  }

  /** The server itself. */
  public TempoServer server() {
    return server;
  }

  /** Where it answers. */
  public String url() {
    return "http://127.0.0.1:" + server.port();
  }

  /** A client that is nobody. */
  public ApiClient client() {
    return new ApiClient(url());
  }

  /** A client that is the first account. */
  public ApiClient admin() {
    return client().logIn("admin", PASSWORD);
  }

  @Override
  public void close() {
    server.close();
    tempo.close();
    store.close();
  }
}
