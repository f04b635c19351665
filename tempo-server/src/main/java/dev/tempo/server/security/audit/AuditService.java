package dev.tempo.server.security.audit;

import dev.tempo.Ids;
import dev.tempo.server.http.filter.AuditListener;
import dev.tempo.server.security.audit.AuditEntry.Actor;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes down who did what, and forgets it after a year. Thread-safe. */
public final class AuditService implements AuditListener {
  private static final Logger LOG = LoggerFactory.getLogger(AuditService.class);

  /** At the level debug, so that hosts which embed the server are not flooded. */
  private static final Logger LINES = LoggerFactory.getLogger("dev.tempo.audit");

  private static final Duration KEPT = Duration.ofDays(365);
  private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);

  private final AuditStore store;
  private final TimeSource time;
  private final RepeatedReadFilter looks = new RepeatedReadFilter();
  private final AtomicReference<Instant> nextCleaning = new AtomicReference<>(Instant.MIN);

  /** Into a database. */
  public AuditService(Database database, TimeSource time) {
    this.store = new AuditStore(database);
    this.time = time;
  }

  /**
   * Takes down an event. It has happened already, so a database that fails now does not undo it;
   * then it stands in the log at least.
   */
  @Override
  public void add(Event event) {
    Instant now = time.nowMillis();
    if (looks.isRepeated(event, now)) {
      return;
    }
    Optional<Actor> actor =
        event
            .caller()
            .map(who -> new Actor(who.userId(), who.username(), who.key().map(key -> key.id())));
    AuditEntry entry = new AuditEntry(Ids.next(), now, actor, event);
    LINES.debug("{}", entry);
    try {
      store.add(entry);
      pruneOccasionally(now);
    } catch (StoreException e) {
      LOG.error("Could not be written to the audit trail: {} by {}", event, actor, e);
    }
  }

  List<AuditEntry> page(AuditFilter filter, Optional<UUID> before, int limit) {
    return store.page(filter, before, limit);
  }

  int count(AuditFilter filter, int limit) {
    return store.count(filter, limit);
  }

  private void pruneOccasionally(Instant now) {
    Instant due = nextCleaning.get();
    if (!now.isBefore(due) && nextCleaning.compareAndSet(due, now.plus(BETWEEN_CLEANINGS))) {
      int deleted = store.deleteBefore(now.minus(KEPT));
      LOG.debug("Deleted {} entries of the audit trail that were older than {}", deleted, KEPT);
    }
  }
}
