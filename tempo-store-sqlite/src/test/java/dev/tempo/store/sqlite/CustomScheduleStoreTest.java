package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.schedule.Calendars;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.ScheduleRule;
import dev.tempo.schedule.ScheduleType;
import dev.tempo.schedule.ScheduleTypes;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of schedules of the program's own. */
class CustomScheduleStoreTest {
  @TempDir private Path directory;

  /** Every so many seconds. */
  static final class Seconds implements ScheduleType {
    @Override
    public String name() {
      return "store.seconds";
    }

    @Override
    public ScheduleRule parse(String text) {
      Duration every = Duration.ofSeconds(Long.parseLong(text));
      return (after, zone) -> Optional.of(after.plus(every));
    }
  }

  @Test
  void schedules_areReadAsTheyWereSaved() {
    ScheduleTypes.register(new Seconds());
    Calendars.register("store.holidays", Set.of(LocalDate.of(2030, 12, 25)));
    Job saved;
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = Tempo.builder().store(store).handler("h", context -> {}).build().start()) {
      saved =
          tempo.save(
              Job.named("Job")
                  .task(Task.handler("h"))
                  .trigger(Trigger.of(CustomSchedule.of("store.seconds", "86400")))
                  .trigger(Trigger.cron("0 9 * * *").withExcludedCalendars("store.holidays"))
                  .build());
    }
    try (SqliteStore store = SqliteStore.open(directory)) {
      assertThat(store.jobs().find(saved.id())).contains(saved);
    }
  }
}
