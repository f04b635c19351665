package dev.tempo.server.notifications;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Ids;
import dev.tempo.Nodes;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.mail.MailException;
import dev.tempo.server.mail.MailServer;
import dev.tempo.server.mail.Mailer;
import dev.tempo.server.notifications.QueuedNotification.Channel;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.Database;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends queued notifications, each lane for itself as {@link Lanes} says, and retries failed ones
 * as {@link Backoff} says. What is given up is an error in the log, and the job's owner is told by
 * mail. A notice whose success could not be noted, because the process ended at that moment, is
 * sent twice; none is lost. Thread-safe.
 */
public final class NotificationSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NotificationSender.class);
  private static final Duration MOMENT = Duration.ofSeconds(2);
  private static final Duration LOOK_AT_LEAST = Duration.ofSeconds(1);

  private final Nodes nodes;
  private final NotificationStore notices;
  private final SettingsService settings;
  private final Mailer mailer;
  private final Webhooks webhooks;
  private final Owners owners;
  private final Recipients recipients;
  private final Lanes lanes = new Lanes();
  private final TimeSource time;
  private final Semaphore woken = new Semaphore(1);
  private final ExecutorService senders;
  private final Thread thread;
  private volatile boolean closed;

  /** Knows to whom what was not delivered matters. */
  @FunctionalInterface
  public interface Owners {

    /** The address of the owner of a run's job, if that is known. */
    Optional<String> addressOf(UUID runId);
  }

  /**
   * By what it sends.
   *
   * @param settings the mail server, and which webhooks may be called
   * @param mailer sends mails
   */
  public record Outside(SettingsService settings, Mailer mailer) {}

  /**
   * Where notices are kept.
   *
   * @param database has their table
   * @param nodes that share it, of which the leader sends
   */
  public record Shared(Database database, Nodes nodes) {}

  /** One that sends nothing before {@link #begin}. */
  public NotificationSender(
      Shared shared, Outside outside, Owners owners, Recipients recipients, TimeSource time) {
    this.nodes = shared.nodes();
    this.owners = owners;
    this.recipients = recipients;
    this.notices = new NotificationStore(shared.database());
    this.settings = outside.settings();
    this.mailer = outside.mailer();
    this.webhooks = new Webhooks(settings, time);
    this.time = time;
    this.senders =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tempo-notice-", 1).factory());
    this.thread = Thread.ofPlatform().daemon().name("tempo-notices").unstarted(this::work);
  }

  /** Begins to send, also what an earlier one left. */
  public void begin() {
    thread.start();
  }

  NotificationStore notices() {
    return notices;
  }

  /** There is something new to send. */
  void wake() {
    woken.release();
  }

  /**
   * What is being sent gets a moment to end and to be noted, as it would be sent again after the
   * next start.
   */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(MOMENT.toMillis()); // none, if it has not begun
      senders.shutdown();
      senders.awaitTermination(MOMENT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    senders.shutdownNow();
  }

  private void work() {
    while (!closed) {
      try {
        if (nodes.isLeader()) {
          beginDue();
        }
        await();
      } catch (InterruptedException e) {
        return; // closed
      } catch (StoreException e) {
        LOG.warn("Notices wait, since the store does not work: {}", e.getMessage());
        pause();
      } catch (RuntimeException | Error e) { // out of memory, say: later
        LOG.error("Notices could not be sent", e);
        pause();
      }
    }
  }

  /** Those that are under way are still due, so as many more are looked at. */
  private void beginDue() {
    Instant now = time.instant();
    for (String lane : notices.lanesDue(now)) {
      int free = lanes.free(lane);
      if (free > 0) {
        begin(notices.due(lane, now, Lanes.most(lane) + free), free);
      }
    }
  }

  private void begin(List<QueuedNotification> due, int limit) {
    int begun = 0;
    for (QueuedNotification notice : due) {
      if (begun < limit && lanes.begin(notice)) {
        senders.execute(() -> sendInLane(notice));
        begun++;
      }
    }
  }

  /** The list that it is from may be older than the end of an attempt. */
  private void sendInLane(QueuedNotification notice) {
    try {
      boolean isOurs =
          nodes.isShared() ? notices.take(notice, time.instant()) : notices.isUntried(notice);
      if (isOurs) {
        send(notice);
      }
    } catch (RuntimeException e) {
      LOG.error("Notice {} could not be sent", notice.id(), e);
    } finally {
      lanes.end(notice);
      wake();
    }
  }

  /** Until something is due or new; looks at the clock now and then, since that may be set. */
  private void await() throws InterruptedException {
    boolean others = nodes.isShared(); // may have queued something, or have led
    if (!others && notices.nextDue().isEmpty()) {
      woken.acquire();
    } else if (!woken.tryAcquire(LOOK_AT_LEAST.toMillis(), TimeUnit.MILLISECONDS)) {
      return;
    }
    woken.drainPermits();
  }

  private void pause() {
    try {
      woken.tryAcquire(LOOK_AT_LEAST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void send(QueuedNotification notice) {
    try {
      deliver(notice);
      notices.tried(notice, Optional.empty(), Optional.empty());
    } catch (MailException e) {
      failed(notice, e.getMessage(), e.isPermanent());
    } catch (DeliveryException e) {
      failed(notice, e.getMessage(), e.isPermanent());
    } catch (InterruptedException e) { // closed; it is sent again by the next leader, or start
      if (nodes.isShared()) {
        notices.giveBack(notice, time.instant());
      }
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(QueuedNotification notice) throws InterruptedException {
    if (notice.channel() == Channel.WEBHOOK) {
      webhooks.post(notice);
      return;
    }
    MailServer server =
        MailServer.of(settings)
            .orElseThrow(
                () -> new DeliveryException(message("api.kept.mail.notSetUp").text(), false, null));
    mailer.send(server, RunEmail.mail(notice.target(), notice.document()));
  }

  private void failed(QueuedNotification notice, String reason, boolean permanent) {
    Optional<Instant> next =
        permanent ? Optional.empty() : Backoff.next(notice.progress(), time.instant());
    notices.tried(notice, next, Optional.of(reason));
    if (next.isPresent()) {
      LOG.warn(
          "{} could not be told about {}; the next attempt is at {}: {}",
          notice.shownTarget(),
          notice.about(),
          next.get(),
          reason);
    } else {
      LOG.error(
          "{} was not told about {}, and will not be: {}",
          notice.shownTarget(),
          notice.about(),
          reason);
      report(notice, reason);
    }
  }

  /** Not of a mail to the owner itself, which would fail as that did. */
  private void report(QueuedNotification notice, String reason) {
    if (notice.channel() == Channel.REPORT || settings.get(Settings.FROM_EMAIL).isEmpty()) {
      return;
    }
    QueuedNotification.Progress fresh = new QueuedNotification.Progress(time.nowMillis(), 0);
    owners
        .addressOf(notice.runId())
        .filter(address -> !address.equalsIgnoreCase(notice.target()))
        .map(
            address ->
                new QueuedNotification(
                    Ids.next(),
                    notice.runId(),
                    Channel.REPORT,
                    address,
                    Json.text(
                        RunEmail.undelivered(
                            settings.get(Settings.PRODUCT_NAME),
                            notice,
                            reason,
                            recipients.of(address))),
                    fresh))
        .ifPresent(told -> notices.add(List.of(told)));
  }
}
