package dev.tempo.server.quota;

import dev.tempo.Nodes;
import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.log.LogStorageException;
import dev.tempo.server.caching.DataChange;
import dev.tempo.server.caching.NodeCache;
import dev.tempo.server.failures.FailureReasons;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.server.users.UserStore;
import dev.tempo.store.LogStore;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of accounts within their quotas. A run of an account whose logs take all that they
 * may runs as ever, and its log can be followed; when it has ended, the log is deleted, after the
 * reason of a failure was looked for in it. Thread-safe.
 */
public final class LogQuotaService implements NodeCache, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LogQuotaService.class);
  private static final int TRIES = 100;
  private static final long AGAIN_MS = 100;
  private static final long IDLE_SECONDS = 10;
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int KNOWN = 1_000;

  private final Nodes nodes;
  private final LogStore logs;
  private final LogQuotaStore store;
  private final SettingsService settings;
  private final UserStore users;
  private final FailureReasons reasons;
  private final ScheduledThreadPoolExecutor worker;
  private final Subscription events;
  private final TimeSource time;

  /** By account; used by the worker alone. Summing up looks at all that is stored. */
  private final Map<UUID, Measured> measured = BoundedMap.byAccess(KNOWN);

  /** How much the logs of an account took at a time of the monotonic clock. */
  private record Measured(long bytes, long atNanos) {}

  /** What was read is kept only if nothing has changed while it was read. */
  private final AtomicReference<Own> quotas = new AtomicReference<>(new Own(Optional.empty()));

  /** Quotas of accounts; empty when they have to be read anew. Each change makes another one. */
  private record Own(Optional<Map<UUID, Long>> known) {}

  /**
   * What quotas are found by.
   *
   * @param settings what holds for roles
   * @param users who has which role
   * @param reasons what looks for the reasons of failures
   */
  public record Sources(SettingsService settings, UserStore users, FailureReasons reasons) {}

  /**
   * Over an engine's runs.
   *
   * @param database where quotas are kept
   */
  public LogQuotaService(Tempo tempo, Database database, Sources sources, TimeSource time) {
    this.nodes = tempo.nodes();
    this.logs = tempo.store().logs();
    this.store = new LogQuotaStore(database);
    this.settings = sources.settings();
    this.users = sources.users();
    this.reasons = sources.reasons();
    this.time = time;
    store.prune();
    worker =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("tempo-quota").factory());
    worker.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    worker.allowCoreThreadTimeOut(true);
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.events = tempo.onEvent(this::follow);
  }

  /** What an account uses of its quota. */
  public LogQuota of(UUID userId) {
    return new LogQuota(used(userId), quota(userId));
  }

  /** True if the log of a run was not kept, since the quota was used up. */
  public boolean isUnkept(UUID runId) {
    return store.isUnkept(runId);
  }

  /** What accounts have of their own, in bytes, 0 for no limit. */
  Map<UUID, Long> own() {
    Own before = quotas.get();
    if (before.known().isPresent()) {
      return before.known().get();
    }
    Map<UUID, Long> known = Map.copyOf(store.quotas());
    quotas.compareAndSet(before, new Own(Optional.of(known)));
    return known;
  }

  void setOwn(Map<UUID, Long> byAccount) {
    store.saveQuotas(byAccount);
    forget();
  }

  private void forget() {
    quotas.set(new Own(Optional.empty()));
  }

  /** What holds for those of a role, in bytes; 0 for no limit. */
  long ofRole(Role role) {
    return (long) settings.get(setting(role)) << 20;
  }

  static Setting<Integer> setting(Role role) {
    return switch (role) {
      case VIEWER -> Settings.LOG_QUOTA_VIEWER;
      case OPERATOR -> Settings.LOG_QUOTA_OPERATOR;
      case DEVELOPER -> Settings.LOG_QUOTA_DEVELOPER;
      case ADMIN -> Settings.LOG_QUOTA_ADMIN;
    };
  }

  @Override
  public void invalidate(DataChange change) {
    switch (change) {
      case DataChange.Everything all -> forget();
      case DataChange.UsersChanged some -> forget();
      default -> {} // says nothing about quotas
    }
  }

  @Override
  public void close() {
    events.close();
    worker.shutdownNow();
  }

  private long used(UUID userId) {
    return logs.totals(userId.toString()).storedBytes();
  }

  /** What was used some seconds ago at most. */
  private long recently(UUID userId) {
    long now = time.nanoTime();
    Measured last = measured.get(userId);
    if (last == null || now - last.atNanos() > FRESH_NANOS) {
      last = new Measured(used(userId), now);
      measured.put(userId, last);
    }
    return last.bytes();
  }

  private long quota(UUID userId) {
    Long own = own().get(userId);
    return own != null
        ? own
        : users.find(userId).map(user -> ofRole(user.account().role())).orElse(0L);
  }

  private void follow(Event event) {
    if (!nodes.isLeader()) {
      return;
    }
    switch (event) {
      case Event.RunFinished finished -> finished(finished.run());
      case Event.RunsDeleted deleted -> store.forget(deleted.runIds());
      default -> {} // ends no log
    }
  }

  private void finished(Run run) {
    Optional<UUID> starter = run.request().origin().startedBy().flatMap(LogQuotaService::account);
    if (starter.isPresent() && quota(starter.get()) > 0) {
      later(() -> check(run, starter.get()), 0);
    }
  }

  private void check(Run run, UUID starter) {
    if (new LogQuota(recently(starter), quota(starter)).isUsedUp()) {
      reasons.of(run);
      store.addUnkept(run.id());
      delete(run.id(), TRIES);
    }
  }

  /** A log is closed a moment after the run has ended; before that it stays. */
  private void delete(UUID runId, int tries) {
    boolean gone = logs.delete(List.of(runId)) > 0 || logs.count(runId) == 0;
    if (!gone && tries > 0) {
      later(() -> delete(runId, tries - 1), AGAIN_MS);
    } else if (!gone) {
      store.forget(List.of(runId));
    }
  }

  private void later(Runnable work, long delayMs) {
    try {
      worker.schedule(() -> guarded(work), delayMs, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("The server ends; a log is kept", e);
    }
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (StoreException | LogStorageException e) {
      LOG.warn("A log could not be held against its quota: {}", e.getMessage());
    }
  }

  /** A program may say what it wants about who started a run. */
  private static Optional<UUID> account(String starter) {
    try {
      return Optional.of(UUID.fromString(starter));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
