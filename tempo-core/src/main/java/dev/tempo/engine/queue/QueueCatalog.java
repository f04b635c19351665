package dev.tempo.engine.queue;

import dev.tempo.JobPolicy;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.message.Message;
import dev.tempo.store.QueueState;
import dev.tempo.store.QueueState.Overrides;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How queues are set up: as the program says, and over that as was set while Tempo ran and is
 * stored. Read by all threads, written by the loop's thread alone.
 */
public final class QueueCatalog {
  private final Map<String, QueueSettings> declared;
  private final Map<String, QueueState> stored = new ConcurrentHashMap<>();

  /** As the program says. */
  public QueueCatalog(Map<String, QueueSettings> declared) {
    this.declared = new ConcurrentHashMap<>(declared);
  }

  /**
   * The settings of a queue; one of which nothing is said is as the default one, unless of
   * services.
   */
  public QueueSettings settings(String name) {
    return state(name).overrides().over(declared(name));
  }

  /** The settings of all queues of which something is said, by name. */
  public List<QueueSettings> all() {
    TreeSet<String> names = new TreeSet<>(declared.keySet());
    stored.values().stream()
        .filter(state -> !state.overrides().equals(Overrides.NONE))
        .map(QueueState::name)
        .forEach(names::add);
    return names.stream().map(this::settings).toList();
  }

  /** What is stored of a queue. */
  QueueState state(String name) {
    QueueState known = stored.get(name);
    return known == null ? new QueueState(name, false) : known;
  }

  /** Whether a queue is paused. */
  public boolean isPaused(String name) {
    return state(name).paused();
  }

  /** Why no run of a queue may start yet by its rate, as that is stored; empty if one may. */
  public Optional<Message> rateReason(String name, Instant now) {
    return RateWaits.reason(settings(name), state(name), now);
  }

  /** What is stored of a queue is this. */
  public void state(QueueState state) {
    stored.put(state.name(), state);
  }

  /** Changes what the program says; empty for as the default queue. */
  void declare(String name, OptionalInt limit) {
    if (limit.isPresent()) {
      QueueSettings old = declared(name);
      declared.put(name, new QueueSettings(name, limit.getAsInt(), old.threads(), old.rate()));
    } else {
      declared.remove(name);
    }
  }

  private QueueSettings declared(String name) {
    QueueSettings known = declared.get(name);
    if (known != null) {
      return known;
    }
    QueueSettings standard = declared.get(JobPolicy.DEFAULT_QUEUE);
    boolean isUnlimited = name.equals(JobPolicy.SERVICE_QUEUE);
    int limit = isUnlimited ? Integer.MAX_VALUE : standard.limit();
    Optional<QueueRate> rate = Optional.empty(); // a limit of the default queue's own
    return new QueueSettings(name, limit, standard.threads(), rate);
  }
}
