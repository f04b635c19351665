package dev.tempo.server.projects;

import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Backs up each project that has changed, each day at the time of the server's own backups. Looks
 * at the clock each minute, since that may be set. Thread-safe.
 */
final class ProjectBackupTimer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProjectBackupTimer.class);
  private static final long LOOK_SECONDS = 60;

  private final ProjectService projects;
  private final ProjectBackups backups;
  private final SettingsService settings;
  private final TimeSource time;
  private final Semaphore ended = new Semaphore(0);
  private final Thread thread;
  private Instant next;

  ProjectBackupTimer(
      ProjectService projects, ProjectBackups backups, SettingsService settings, TimeSource time) {
    this.projects = projects;
    this.backups = backups;
    this.settings = settings;
    this.time = time;
    this.next = nextAfter(time.instant());
    this.thread = Thread.ofPlatform().daemon().name("tempo-project-backups").unstarted(this::watch);
  }

  void begin() {
    thread.start();
  }

  @Override
  public void close() {
    ended.release();
    thread.interrupt();
  }

  private void watch() {
    projects.removeAbandoned();
    try {
      while (!ended.tryAcquire(LOOK_SECONDS, TimeUnit.SECONDS)) {
        makeDue();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Makes the backups of the day once their time has come. */
  void makeDue() {
    Instant now = time.instant();
    Instant ofToday = nextAfter(now);
    if (now.isBefore(next)) {
      next = ofToday.isBefore(next) ? ofToday : next; // the time may have been set anew
      return;
    }
    next = ofToday;
    if (settings.get(Settings.BACKUP_ENABLED)) {
      projects.all().forEach(this::make);
      projects.removeAbandoned();
    }
  }

  private void make(Project project) {
    try {
      if (backups.isOutdated(project)) {
        backups.make(project);
      }
    } catch (RuntimeException e) { // or the others would have none
      LOG.error("The project {} could not be backed up", project.id(), e);
    }
  }

  private Instant nextAfter(Instant now) {
    ZonedDateTime today =
        now.atZone(settings.get(Settings.TIMEZONE))
            .with(settings.get(Settings.BACKUP_SCHEDULE_TIME));
    Instant at = today.toInstant();
    return at.isAfter(now) ? at : today.plus(Duration.ofDays(1)).toInstant();
  }
}
