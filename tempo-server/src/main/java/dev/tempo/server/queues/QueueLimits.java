package dev.tempo.server.queues;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.JobPolicy;
import dev.tempo.Tempo;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.settings.QueueLimit;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.SettingRules;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Keeps how many runs of each queue run at once as settings, and has the engine follow each change
 * of these at once, whoever makes it. Thread-safe.
 */
public final class QueueLimits {
  /** So many at once at most. */
  static final int MOST = 100_000;

  /** So many characters a name has at most: of the 100 of an element of a list, with its limit. */
  static final int MAX_NAME = 80;

  private final Tempo tempo;
  private final SettingsService settings;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, Integer> applied;

  /** Over an engine that was built by these settings, or by its host's wish. */
  public QueueLimits(Tempo tempo, SettingsService settings) {
    this.tempo = tempo;
    this.settings = settings;
    this.applied = kept();
    settings.onChange(this::follow);
  }

  /** The names of those that have a limit of their own. */
  Set<String> own() {
    return kept().keySet();
  }

  /**
   * Sets the limit of a queue; empty for as many as of the default queue, and of that itself for
   * what holds unless somebody says otherwise.
   *
   * @throws ApiException 409 if the environment or a flag fixes it, 422 if the name cannot be kept
   */
  void set(String name, OptionalInt limit) {
    lock.lock();
    try {
      if (name.equals(JobPolicy.DEFAULT_QUEUE)) {
        save(Settings.MAX_CONCURRENT_RUNS, text(limit));
        return;
      }
      requireName(name);
      Map<String, Integer> changed = new TreeMap<>(kept());
      changed.remove(JobPolicy.DEFAULT_QUEUE);
      boolean known = changed.remove(name) != null;
      limit.ifPresent(most -> changed.put(name, most));
      if (known || limit.isPresent()) {
        save(Settings.QUEUE_LIMITS, written(changed));
      }
    } finally {
      lock.unlock();
    }
  }

  private static Optional<String> text(OptionalInt limit) {
    return limit.isPresent() ? Optional.of(Integer.toString(limit.getAsInt())) : Optional.empty();
  }

  private static Optional<String> written(Map<String, Integer> limits) {
    return limits.isEmpty()
        ? Optional.empty()
        : Optional.of(
            limits.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(",")));
  }

  private static void requireName(String name) {
    boolean fits = !name.isBlank() && name.length() <= MAX_NAME && name.equals(name.strip());
    if (!fits || name.indexOf(',') >= 0 || name.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalid("name", message("api.queue.name", "max", MAX_NAME));
    }
  }

  private void save(Setting<?> setting, Optional<String> text) {
    SettingRules.requireChangeable(settings.latest(), List.of(setting));
    try {
      text.ifPresent(setting::check);
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid("limit", Messages.of(e));
    }
    settings.save(Map.of(setting, text));
  }

  private Map<String, Integer> kept() {
    Map<String, Integer> limits = new HashMap<>();
    settings.get(Settings.QUEUE_LIMITS).stream()
        .map(QueueLimit::parse)
        .forEach(queue -> limits.put(queue.name(), queue.limit()));
    limits.put(JobPolicy.DEFAULT_QUEUE, settings.get(Settings.MAX_CONCURRENT_RUNS));
    return limits;
  }

  private void follow() {
    lock.lock();
    try {
      Map<String, Integer> wanted = kept();
      applied.keySet().stream().filter(name -> !wanted.containsKey(name)).forEach(this::reset);
      wanted.forEach(this::apply);
      applied = wanted;
    } finally {
      lock.unlock();
    }
  }

  private void reset(String name) {
    tempo.resetQueueLimit(name);
  }

  private void apply(String name, int limit) {
    if (applied.getOrDefault(name, 0) != limit) {
      tempo.setQueueLimit(name, limit);
    }
  }
}
