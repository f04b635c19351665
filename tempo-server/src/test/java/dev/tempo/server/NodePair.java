package dev.tempo.server;

import dev.tempo.server.cli.ServerLauncher;
import dev.tempo.server.settings.SettingSources;
import dev.tempo.server.settings.Settings;
import dev.tempo.store.postgres.testing.PostgresServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Servers that share a schema of their own, as people start them, and how others are started. */
public final class NodePair implements AutoCloseable {
  private static final String KEY = "as long as the keys of all nodes have to be";

  private final Path parent;
  private final String schema = PostgresServer.newSchema();
  private final Map<String, StandaloneServer> servers = new LinkedHashMap<>();

  private NodePair(Path parent) {
    this.parent = parent;
  }

  /** None yet. */
  static NodePair none(Path parent) {
    return new NodePair(parent);
  }

  /** Starts {@code north}, which leads, and {@code south}, and makes the first account. */
  public static NodePair start(Path parent) {
    NodePair pair = new NodePair(parent);
    try {
      pair.start("north", Map.of("TEMPO_NODE_LABELS", "gpu,zone=a"));
      pair.start("south", Map.of("TEMPO_NODE_ADDRESS", "http://south.example.org"));
      new ApiClient(pair.url("north"))
          .post("/api/setup/admin", "{'username':'admin','password':'" + TestServer.PASSWORD + "'}")
          .status(201);
      return pair;
    } catch (RuntimeException | Error e) {
      pair.close();
      throw e;
    }
  }

  /** Starts one. */
  void start(String name, Map<String, String> variables) {
    servers.put(name, StandaloneServer.launch(node(name, variables)));
  }

  /** Stops one. */
  public void stop(String name) {
    servers.remove(name).close();
  }

  /** Where one answers. */
  public String url(String name) {
    return "http://127.0.0.1:" + servers.get(name).port();
  }

  /** The first account at one. */
  public ApiClient admin(String name) {
    return new ApiClient(url(name)).logIn("admin", TestServer.PASSWORD);
  }

  /** How a node is started that has a directory of its name. */
  ServerLauncher.Options node(String name, Map<String, String> more) {
    Map<String, String> variables = new HashMap<>(variables(name));
    variables.putAll(more);
    return server(name, variables);
  }

  private Map<String, String> variables(String name) {
    Map<String, String> variables = new HashMap<>(database());
    variables.put("TEMPO_NODE_NAME", name);
    variables.put("TEMPO_SECRET_KEY", KEY);
    variables.put("TEMPO_JWT_SECRET", KEY);
    return variables;
  }

  /** How a server is started that has a directory of this name. */
  ServerLauncher.Options server(String directory, Map<String, String> variables) {
    SettingSources sources =
        new SettingSources(Map.of(), variables, Map.of()).flag(Settings.PORT, "0");
    return new ServerLauncher.Options(sources, parent.resolve(directory), Optional.empty());
  }

  /** A command line that knows the database. */
  Cli cli() {
    return cli("cli", database());
  }

  /** The command line of a node that has a directory of its name. */
  Cli cli(String name) {
    return cli(name, variables(name));
  }

  private Cli cli(String directory, Map<String, String> variables) {
    Cli cli = Cli.inside().with("TEMPO_DATA_PATH", parent.resolve(directory).toString());
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      cli = cli.with(variable.getKey(), variable.getValue());
    }
    return cli;
  }

  /** The variables that name the database. */
  Map<String, String> database() {
    String url = PostgresServer.shared().url();
    return Map.of(
        "TEMPO_DATABASE_URL",
        url.substring(0, url.indexOf('?')),
        "TEMPO_DATABASE_USER",
        "tempo",
        "TEMPO_DATABASE_SCHEMA",
        schema);
  }

  @Override
  public void close() {
    servers.values().forEach(StandaloneServer::close);
    servers.clear();
  }
}
