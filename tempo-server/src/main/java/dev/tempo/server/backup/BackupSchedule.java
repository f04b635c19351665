package dev.tempo.server.backup;

import dev.tempo.server.backup.Backup.Kind;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.time.TimeSource;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a backup each day at the time that is set, and what goes with it; that alone where the
 * database is not copied by Tempo. That of Sunday is the weekly one, or the next one if there is
 * none of the last seven days. One that is more than an hour overdue, since the machine was off at
 * its time, is made up for. Looks at the clock each minute, since that may be set.
 */
public final class BackupSchedule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration OVERDUE = Duration.ofHours(1);

  private final BackupService backups;
  private final SettingsService settings;
  private final TimeSource time;
  private final Runnable besides;
  private final Semaphore changed = new Semaphore(0);
  private final Thread thread;
  private volatile Daily current;
  private volatile Instant next;

  /**
   * One that makes nothing before {@link #begin}.
   *
   * @param besides what else is backed up each day
   */
  public BackupSchedule(BackupService backups, TimeSource time, Runnable besides) {
    this.backups = backups;
    this.settings = backups.settings();
    this.time = time;
    this.besides = besides;
    this.current = daily();
    this.next = nextAfter(time.instant());
    this.thread = Thread.ofPlatform().daemon().name("tempo-backup-timer").unstarted(this::watch);
  }

  /** Begins to watch the time. */
  public void begin() {
    settings.onChange(this::follow);
    thread.start();
  }

  /** When the next one begins; empty if backups are off. */
  Optional<Instant> next() {
    return settings.get(Settings.BACKUP_ENABLED) && backups.isPossible()
        ? Optional.of(next)
        : Optional.empty();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  /** One that is due this very moment stays due, unless its time is what has changed. */
  private void follow() {
    Daily wanted = daily();
    if (!wanted.equals(current)) {
      current = wanted;
      next = nextAfter(time.instant());
    }
    changed.release();
  }

  private Daily daily() {
    return new Daily(settings.get(Settings.BACKUP_SCHEDULE_TIME), settings.get(Settings.TIMEZONE));
  }

  private record Daily(LocalTime at, ZoneId zone) {}

  private void watch() {
    makeUp();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Duration left = makeDue();
        Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
        changed.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Makes what is due, and says how long it is until the next. */
  private Duration makeDue() {
    try {
      Instant now = time.instant();
      if (!now.isBefore(next)) {
        if (!make(next)) {
          return LONGEST_WAIT; // it stays due
        }
        next = nextAfter(now);
      }
      return Duration.between(now, next);
    } catch (RuntimeException | Error e) { // or there would never be a backup again
      LOG.error("A backup that is due could not be begun; it is tried again", e);
      return LONGEST_WAIT;
    }
  }

  private void makeUp() {
    try {
      Instant tooOld = time.instant().minus(DAY).minus(OVERDUE);
      backups.directory().all().stream()
          .filter(backup -> backup.kind() != Kind.MANUAL)
          .findFirst()
          .filter(newest -> newest.createdAt().isBefore(tooOld))
          .ifPresent(newest -> next = time.instant());
    } catch (RuntimeException | Error e) {
      LOG.warn("Whether a backup is overdue cannot be said: {}", e.toString());
    }
  }

  /** False if something else is being done just now. */
  private boolean make(Instant at) {
    if (!settings.get(Settings.BACKUP_ENABLED)) {
      return true;
    }
    if (backups.isPossible() && backups.begin(kind(at)).isEmpty()) {
      LOG.info("The backup that is due waits, since another is being made or restored");
      return false;
    }
    try {
      besides.run();
    } catch (RuntimeException e) { // or the backup above would be made again
      LOG.error("What is backed up beside the server could not be", e);
    }
    return true;
  }

  private Kind kind(Instant at) {
    boolean sunday = at.atZone(current.zone()).getDayOfWeek() == DayOfWeek.SUNDAY;
    return sunday || BackupRetention.lacksWeekly(backups.directory().all(), at)
        ? Kind.WEEKLY
        : Kind.DAILY;
  }

  private Instant nextAfter(Instant now) {
    ZonedDateTime today = now.atZone(current.zone()).with(current.at());
    return today.toInstant().isAfter(now) ? today.toInstant() : today.plusDays(1).toInstant();
  }
}
