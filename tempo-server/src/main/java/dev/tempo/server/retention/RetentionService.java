package dev.tempo.server.retention;

import dev.tempo.RetentionPolicy;
import dev.tempo.RetentionReport;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.event.Subscription;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.RunQuery;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Deletes runs that need not be kept, daily and when asked. Thread-safe. */
public final class RetentionService implements NodeCache, AutoCloseable {
  /** So long a policy goes by the roles that it has seen. */
  private static final Duration FRESH = Duration.ofMinutes(1);

  /** Whoever asks again goes on where the last call has ended. */
  private static final RunQuery OLDEST_FIRST = RunQuery.ALL.withOrder(RunQuery.Order.OLDEST_FIRST);

  private final Tempo tempo;
  private final SettingsService settings;
  private final RetentionStore store;
  private final Policies policies;
  private final TimeSource time;
  private final ReentrantLock changing = new ReentrantLock();
  private Optional<Daily> daily = Optional.empty();

  /** Not yet daily; see {@link #begin}. */
  public RetentionService(
      Tempo tempo,
      Database database,
      SettingsService settings,
      JobIndex jobs,
      UserStore users,
      TimeSource time) {
    this.tempo = tempo;
    this.settings = settings;
    this.time = time;
    this.store = new RetentionStore(database);
    this.policies = new Policies(() -> new EffectiveRetention(settings, own(), jobs, users), time);
  }

  /** Deletes each day from now on, at the time that is set, also when that is changed. */
  public void begin() {
    follow();
    settings.onChange(this::follow);
  }

  /** Deletes now, and returns when that is done. */
  public RetentionReport cleanUp() {
    policies.forget();
    return tempo.purgeRuns(policies);
  }

  /** Deletes now what is due of all runs, as each day, but no more than so many. */
  RetentionReport cleanUp(long limit) {
    policies.forget();
    return tempo.purgeRuns(policies, RunQuery.ALL, limit);
  }

  /** Deletes now what is due of the runs that an account started, but no more than so many. */
  RetentionReport cleanUp(UUID userId, long limit) {
    policies.forget();
    RunQuery own = startedBy(userId).withTo(time.nowMillis().minus(policies.shortestOf(userId)));
    return tempo.purgeRuns(new WithoutNewest(policies), own, limit);
  }

  /**
   * Deletes now what ended so long ago, but no more than so many.
   *
   * @param userId of the runs that this account started; empty for all
   */
  public RetentionReport cleanUp(Optional<UUID> userId, Duration age, long limit) {
    RunQuery old = userId.map(RetentionService::startedBy).orElse(OLDEST_FIRST).withTo(after(age));
    return tempo.purgeRuns(new WithoutNewest(run -> age.minusMillis(1)), old, limit);
  }

  /** How long runs are kept that an account starts, unless their job has something of its own. */
  public Duration ageOf(UUID userId) {
    return policies.fresh().ageOfUser(userId);
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> policies.forget();
      case DataChange.RetentionChanged retention -> policies.forget();
      case DataChange.UsersChanged users -> policies.forget();
      case DataChange.JobsChanged jobs -> policies.forget();
      default -> {} // settings are followed by themselves
    }
  }

  @Override
  public void close() {
    changing.lock();
    try {
      daily.ifPresent(Daily::close);
      daily = Optional.empty();
    } finally {
      changing.unlock();
    }
  }

  SettingsService settings() {
    return settings;
  }

  /** As it stands now: accounts are changed elsewhere, too. */
  RetentionOverrides own() {
    return store.read();
  }

  /** Saves what jobs and users have of their own. */
  void save(RetentionOverrides overrides) {
    changing.lock();
    try {
      store.saveJobs(overrides.jobs());
      store.saveUsers(overrides.users());
      policies.forget();
    } finally {
      changing.unlock();
    }
  }

  /** The next millisecond: the bound is exclusive, and who says 0 days means now, too. */
  private Instant after(Duration age) {
    return time.nowMillis().minus(age).plusMillis(1);
  }

  private static RunQuery startedBy(UUID userId) {
    return OLDEST_FIRST.withStartedBy(userId.toString());
  }

  private void follow() {
    policies.forget();
    LocalTime at = settings.get(Settings.RETENTION_TIME);
    ZoneId zone = settings.get(Settings.TIMEZONE);
    changing.lock();
    try {
      if (daily.filter(known -> known.at().equals(at) && known.zone().equals(zone)).isEmpty()) {
        daily.ifPresent(Daily::close);
        daily = Optional.of(new Daily(at, zone, tempo.schedulePurge(policies, at, zone)));
      }
    } finally {
      changing.unlock();
    }
  }

  private record Daily(LocalTime at, ZoneId zone, Subscription subscription) {
    void close() {
      subscription.close();
    }
  }

  /** Ages alone: among some of a job's runs, nobody can tell which are its newest. */
  private record WithoutNewest(RetentionPolicy ages) implements RetentionPolicy {
    @Override
    public Duration ageOf(Run run) {
      return ages.ageOf(run);
    }

    @Override
    public int newestOf(UUID jobId) {
      return Integer.MAX_VALUE;
    }
  }

  /** The engine keeps one policy for good; this one is never long the same. */
  private static final class Policies implements RetentionPolicy {
    private final Supplier<EffectiveRetention> maker;
    private final TimeSource time;
    private volatile Made current;

    private record Made(EffectiveRetention policy, long atNanos) {}

    Policies(Supplier<EffectiveRetention> maker, TimeSource time) {
      this.maker = maker;
      this.time = time;
      forget();
    }

    void forget() {
      current = new Made(maker.get(), time.nanoTime());
    }

    @Override
    public Duration ageOf(Run run) {
      return fresh().ageOf(run);
    }

    @Override
    public int newestOf(UUID jobId) {
      return fresh().newestOf(jobId);
    }

    Duration shortestOf(UUID userId) {
      return fresh().shortestOf(userId);
    }

    EffectiveRetention fresh() {
      if (time.nanoTime() - current.atNanos() > FRESH.toNanos()) {
        forget();
      }
      return current.policy();
    }
  }
}
