package dev.tempo.server.wiring;

import dev.tempo.Tempo;
import dev.tempo.server.backup.ItemRestorers;
import dev.tempo.server.caching.Caches;
import dev.tempo.server.clustering.RemoteChanges;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.jdbc.JdbcStore;
import dev.tempo.time.TimeSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of a server are made of, and those of its parts that must be closed. For the
 * thread that starts and then the one that ends the server.
 */
public final class ServerContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServerContext.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final List<Runnable> beginnings = new ArrayList<>();
  private final Caches caches = new Caches();
  private final ItemRestorers restorers = new ItemRestorers();
  private final ServerSettings settings;
  private final SettingsService config;
  private final Tempo tempo;
  private final JdbcStore store;
  private final RemoteChanges changes;

  /** Makes one that has no parts yet. */
  public ServerContext(
      ServerSettings settings, SettingsService config, Tempo tempo, JdbcStore store) {
    this.settings = settings;
    this.config = config;
    this.tempo = tempo;
    this.store = store;
    this.changes = register(new RemoteChanges(tempo, store, caches));
  }

  /** What a server needs to come up. */
  public ServerSettings settings() {
    return settings;
  }

  /** Everything that can be set. */
  public SettingsService config() {
    return config;
  }

  /** Its clocks. */
  public TimeSource time() {
    return settings.time();
  }

  /** The engine that it answers for. */
  public Tempo tempo() {
    return tempo;
  }

  /** Where it keeps its own things, and the engine its. */
  public JdbcStore store() {
    return store;
  }

  /** All that is kept in memory of what the database holds. */
  public Caches caches() {
    return caches;
  }

  /** Tells the caches what other nodes have changed. */
  public RemoteChanges changes() {
    return changes;
  }

  /** What restores single things out of backups; each area adds its own. */
  public ItemRestorers restorers() {
    return restorers;
  }

  /** Remembers what is to be begun once the server answers. */
  public void onStarted(Runnable work) {
    beginnings.add(work);
  }

  /** The server answers: begins what waited for that. */
  public void start() {
    beginnings.forEach(Runnable::run);
  }

  /** Remembers a part that must be closed; the last comes first. */
  public <T extends AutoCloseable> T register(T part) {
    parts.push(part);
    return part;
  }

  /** Closes the parts, the last first; one that fails keeps none of the others from it. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      close(parts.pop());
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      LOG.error("A part of the server could not be closed: {}", part, e);
    }
  }
}
