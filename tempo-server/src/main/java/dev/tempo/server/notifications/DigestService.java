package dev.tempo.server.notifications;

import dev.tempo.Ids;
import dev.tempo.Nodes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.LateChange;
import dev.tempo.server.jobs.LateJobs;
import dev.tempo.server.mail.MailServer;
import dev.tempo.server.notifications.DigestStore.Frequency;
import dev.tempo.server.notifications.DigestStore.Wish;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.users.User;
import dev.tempo.store.RunStore;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends digests to whoever wants them, at the time of day that is set, in each account's own zone.
 *
 * <p>A digest is queued under an id that is made of the account and the time for which it is due,
 * and only then it is noted that it was: a server that ends in between queues the same again, which
 * the queue knows. Where times went by while no server ran, one digest tells of all of it, of the
 * last 31 days at most. Thread-safe.
 */
public final class DigestService implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DigestService.class);
  private static final Duration LOOK = Duration.ofSeconds(1); // the clock may be set
  private static final int LOOKS = 60;
  private static final Duration AGAIN = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(31);
  private static final Duration HISTORY = Duration.ofDays(100);

  private final Notifier.Sources sources;
  private final NotificationSender sender;
  private final DigestStore store;
  private final DigestWriter writer;
  private final LateJobs late;
  private final Nodes nodes;
  private final TimeSource time;
  private final Semaphore changed = new Semaphore(0);
  private final Thread thread;

  /**
   * One that sends nothing before {@link #begin}.
   *
   * @param parts what digests are made of
   */
  public DigestService(
      Notifier.Sources sources, NotificationSender sender, Parts parts, TimeSource time) {
    this.sources = sources;
    this.sender = sender;
    this.store = new DigestStore(parts.database());
    this.writer = new DigestWriter(parts.runs(), parts.access(), sources.jobs(), store);
    this.late = parts.late();
    this.nodes = parts.nodes();
    this.time = time;
    this.thread = Thread.ofPlatform().daemon().name("tempo-digest").unstarted(this::watch);
  }

  /**
   * What digests are made of.
   *
   * @param database where wishes are kept
   * @param runs what ran
   * @param access who may see it
   * @param late which jobs are late
   * @param nodes that share the database, of which the leader sends
   */
  public record Parts(
      Database database, RunStore runs, RunAccess access, LateJobs late, Nodes nodes) {}

  /** Begins to watch the time; jobs that are late by then are known to be. */
  public void begin() {
    sources.settings().onChange(changed::release);
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** Notes for how long jobs are late. */
  public void note(List<LateChange> changes) {
    try {
      for (LateChange change : changes) {
        if (change.isOver()) {
          store.ended(change.job().id(), time.nowMillis());
        } else {
          store.late(change.job().id(), change.job().name(), change.late());
        }
      }
    } catch (RuntimeException e) {
      LOG.error("It could not be noted that {} jobs are late or are so no more", changes.size(), e);
    }
  }

  /** What somebody wants. */
  Optional<Wish> wish(UUID userId) {
    return store.wish(userId);
  }

  /** When the next digest of somebody is due. */
  Instant next(Wish wish, User user) {
    return times(wish, user).after(wish.toldUntil());
  }

  /** Notes what somebody wants from now on; empty for nothing. */
  void choose(UUID userId, Optional<Frequency> frequency) {
    Optional<Wish> before = store.wish(userId);
    if (frequency.isEmpty()) {
      store.delete(userId);
    } else if (!before.map(Wish::frequency).equals(frequency)) {
      store.save(new Wish(userId, frequency.get(), time.nowMillis()));
    }
    changed.release();
  }

  private void watch() {
    boolean known = false;
    while (!Thread.currentThread().isInterrupted()) {
      try {
        if (!nodes.isLeader()) {
          known = false; // whoever leads notes what changes
          changed.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
          continue;
        }
        if (!known) {
          reconcile();
          known = true;
        }
        Instant next = tellDue(time.nowMillis());
        await(next);
      } catch (InterruptedException e) {
        return; // closed
      } catch (RuntimeException | Error e) { // or nobody would ever get a digest again
        LOG.error("Digests could not be sent; it is tried again", e);
        pause();
      }
    }
  }

  private void reconcile() {
    Instant now = time.nowMillis();
    store.reconcile(late.all(), now, now.minus(HISTORY));
    late.all()
        .forEach(
            (id, how) -> sources.jobs().find(id).ifPresent(job -> store.late(id, job.name(), how)));
  }

  /**
   * Until a time by the clock that is shown, which may be set, or until somebody has chosen; for a
   * minute at most, as accounts and their zones change, too.
   */
  private void await(Instant next) throws InterruptedException {
    for (int look = 0; look < LOOKS && time.nowMillis().isBefore(next); look++) {
      if (changed.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        changed.drainPermits();
        return;
      }
    }
  }

  private void pause() {
    try {
      changed.tryAcquire(AGAIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Tells all whose time has come, and says when the next one's does. */
  private Instant tellDue(Instant now) {
    Instant first = Instant.MAX;
    for (Wish wish : store.wishes()) {
      Instant next = tellIfDue(wish, now);
      first = next.isBefore(first) ? next : first;
    }
    return first;
  }

  /** Tells somebody whose time has come, and says when it comes next. */
  private Instant tellIfDue(Wish wish, Instant now) {
    try {
      Optional<User> user = sources.recipients().users().find(wish.userId());
      if (user.isEmpty()) {
        return Instant.MAX;
      }
      Instant next = next(wish, user.get());
      return next.isAfter(now) ? next : next(tell(wish, user.get(), now), user.get());
    } catch (RuntimeException e) { // the others get theirs
      LOG.error("The digest of {} could not be sent; it is tried again", wish.userId(), e);
      return now.plus(AGAIN);
    }
  }

  private Wish tell(Wish wish, User user, Instant now) {
    Instant due = times(wish, user).upTo(now);
    Instant from = wish.toldUntil();
    Instant begin = from.isBefore(due.minus(LONGEST)) ? due.minus(LONGEST) : from;
    Optional<String> address = user.account().email().filter(to -> user.account().active());
    if (address.isPresent() && MailServer.of(sources.settings()).isPresent()) {
      Digest digest = writer.of(user, new Digest.Span(wish.frequency(), begin, due));
      if (!digest.isEmpty()) {
        queue(user, address.get(), digest, now);
      }
    }
    store.told(wish, due);
    return new Wish(wish.userId(), wish.frequency(), due);
  }

  private void queue(User user, String address, Digest digest, Instant now) {
    DigestMail mail =
        new DigestMail(
            sources.settings().get(Settings.PRODUCT_NAME),
            digest,
            this::link,
            sources.recipients().of(address));
    String name = "digest " + user.id() + " " + digest.span().to();
    UUID about = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    QueuedNotification.Progress fresh = new QueuedNotification.Progress(now, 0);
    sender
        .notices()
        .add(
            List.of(
                new QueuedNotification(
                    Ids.next(), about, Channel.EMAIL, address, Json.text(mail.document()), fresh)));
    sender.wake();
  }

  private DigestTimes times(Wish wish, User user) {
    ZoneId zone =
        user.preferences()
            .timezone()
            .map(ZoneId::of)
            .orElseGet(() -> sources.settings().get(Settings.TIMEZONE));
    return new DigestTimes(wish.frequency(), sources.settings().get(Settings.DIGEST_TIME), zone);
  }

  private Optional<String> link(UUID jobId) {
    return Optional.of(sources.settings().get(Settings.BASE_URL))
        .filter(url -> !url.isEmpty())
        .map(url -> sources.base().under(url) + "/jobs/" + jobId);
  }
}
