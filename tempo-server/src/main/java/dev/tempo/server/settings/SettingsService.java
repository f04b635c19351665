package dev.tempo.server.settings;

import dev.tempo.message.Message;
import dev.tempo.secret.SecretCipher;
import dev.tempo.secret.SecretException;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.store.jdbc.Database;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the server is told, from all sources. A change to a setting that needs a restart is kept,
 * and counts from the next start on; all others count at once. Thread-safe.
 */
public final class SettingsService implements NodeCache {
  private static final Logger LOG = LoggerFactory.getLogger(SettingsService.class);
  private static final Pattern SEALED = Pattern.compile("v1:[A-Za-z0-9+/]{38,}");

  private final SettingSources sources;
  private final SettingsStore store;
  private final SecretCipher secrets;
  private final Path directory;
  private final SettingValues started;
  private final ReentrantLock changing = new ReentrantLock();
  private final Map<Setting<?>, Message> problems = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile SettingValues latest;
  private volatile int listeningPort;

  /**
   * Over a database.
   *
   * @param directory where everything is kept; its {@code config/} has the key for secrets
   * @throws SettingsException if a value is not valid
   */
  public SettingsService(SettingSources sources, Database database, Path directory) {
    this.sources = sources;
    this.directory = directory;
    this.store = new SettingsStore(database);
    String key = sources.early(Settings.SECRET_KEY);
    this.secrets =
        key.isEmpty()
            ? SecretCipher.open(directory.resolve("config/secret.key"))
            : SecretCipher.of(key);
    sealOpenOnes();
    this.started = resolve();
    this.latest = started;
  }

  /** What holds now. */
  public <T> T get(Setting<T> setting) {
    return (setting.needsRestart() ? started : latest).get(setting);
  }

  /** What will hold after a restart, which is what was saved last. */
  public SettingValues latest() {
    return latest;
  }

  /** True if a change waits for a restart. */
  public boolean restartPending() {
    return Settings.all().stream().anyMatch(this::isPending);
  }

  /** What seals secrets of this data. */
  public SecretCipher secrets() {
    return secrets;
  }

  /** Where everything is kept. */
  public Path directory() {
    return directory;
  }

  /** Where configuration lies. */
  public Path configDirectory() {
    return directory.resolve("config");
  }

  /** Calls this after each change, on the thread that made it. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * What this machine has against values that are to be saved.
   *
   * @param changes by setting, as for {@link #save}
   */
  Map<Setting<?>, Message> problems(Map<Setting<?>, Optional<String>> changes) {
    Map<String, String> saved = saved();
    changes.forEach(
        (setting, text) ->
            text.ifPresentOrElse(
                value -> saved.put(setting.name(), value), () -> saved.remove(setting.name())));
    return MachineChecks.problems(
        sources.resolve(saved), changes.keySet(), listeningPort, directory);
  }

  /** Says on which port the server listens, which may be another one than the setting's. */
  public void listensOn(int port) {
    listeningPort = port;
  }

  /** Remembers that a value does not hold, since this machine cannot do what it says. */
  public void reportProblem(Setting<?> setting, Message problem) {
    problems.put(setting, problem);
    LOG.warn("The saved setting {} does not hold: {}", setting, problem.text());
  }

  /** Which values do not hold since the start, and why. */
  public Map<Setting<?>, Message> problems() {
    return Map.copyOf(problems);
  }

  /** As {@link #problems}, by the settings' names. */
  public Map<String, Message> problemsByName() {
    Map<String, Message> byName = new TreeMap<>();
    problems.forEach((setting, problem) -> byName.put(setting.name(), problem));
    return byName;
  }

  /** Whether a value was saved here, rather than given from outside. */
  public boolean isSaved(Setting<?> setting) {
    return started.origin(setting) == SettingSource.SAVED;
  }

  /**
   * Saves values.
   *
   * @param changes by setting, as texts that were checked; empty for back to what holds otherwise
   * @throws SettingsException if they do not make sense; nothing is changed then
   */
  public void save(Map<Setting<?>, Optional<String>> changes) {
    changing.lock();
    try {
      Map<String, Optional<String>> rows = new LinkedHashMap<>();
      changes.forEach((setting, text) -> rows.put(setting.name(), text.map(t -> seal(setting, t))));
      store.save(rows);
      latest = resolve();
    } finally {
      changing.unlock();
    }
    listeners.forEach(SettingsService::call);
  }

  @Override
  public void invalidate(DataChange change) {
    if (!(change instanceof DataChange.Everything || change instanceof DataChange.SettingsSaved)) {
      return;
    }
    changing.lock();
    try {
      latest = resolve();
    } finally {
      changing.unlock();
    }
    listeners.forEach(SettingsService::call);
  }

  boolean isPending(Setting<?> setting) {
    return setting.needsRestart() && !started.get(setting).equals(latest.get(setting));
  }

  private SettingValues resolve() {
    return sources.resolve(saved());
  }

  private Map<String, String> saved() {
    Map<String, String> saved = new LinkedHashMap<>();
    store.all().forEach((name, text) -> Settings.named(name).ifPresent(s -> take(saved, s, text)));
    return saved;
  }

  /** A value that an older version saved, and this one does not allow, must not stop the server. */
  private void take(Map<String, String> saved, Setting<?> setting, String text) {
    try {
      String open = open(setting, text);
      setting.type().parse(open);
      saved.put(setting.name(), open);
    } catch (IllegalArgumentException | SecretException e) {
      LOG.warn("The saved setting {} is left out: {}", setting, e.getMessage());
    }
  }

  private String seal(Setting<?> setting, String text) {
    return setting.isSecret() || Hidden.isIn(text) ? secrets.encrypt(text, context(setting)) : text;
  }

  private String open(Setting<?> setting, String text) {
    return setting.isSecret() || isSealed(text) ? secrets.decrypt(text, context(setting)) : text;
  }

  /** Older versions saved addresses with their credentials as they were. */
  private void sealOpenOnes() {
    Map<String, Optional<String>> rows = new LinkedHashMap<>();
    store
        .all()
        .forEach(
            (name, text) ->
                Settings.named(name)
                    .filter(setting -> !setting.isSecret() && Hidden.isIn(text))
                    .ifPresent(setting -> rows.put(name, Optional.of(seal(setting, text)))));
    if (!rows.isEmpty()) {
      store.save(rows);
      LOG.info("The credentials in {} are sealed from now on", rows.keySet());
    }
  }

  /** Where a value belongs; it opens only there. */
  static String context(Setting<?> setting) {
    return "setting/" + setting.name();
  }

  /** True for what {@link SecretCipher#encrypt} gives. */
  static boolean isSealed(String text) {
    return SEALED.matcher(text).matches();
  }

  /** What was saved holds, whoever cannot follow. */
  private static void call(Runnable listener) {
    try {
      listener.run();
    } catch (RuntimeException e) {
      LOG.error("A change of settings could not be followed by {}", listener, e);
    }
  }
}
