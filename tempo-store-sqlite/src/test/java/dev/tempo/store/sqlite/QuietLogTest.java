package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host's log is told of a store that works, at the level that most hosts show. */
class QuietLogTest {
  private static final Logger ROOT = Logger.getLogger("");

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
            told.add(entry.getLoggerName() + ": " + entry.getMessage());
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private Level before;

  @TempDir private Path directory;

  @BeforeEach
  void listen() {
    before = ROOT.getLevel();
    ROOT.setLevel(Level.INFO);
    ROOT.addHandler(listener);
  }

  @AfterEach
  void stop() {
    ROOT.removeHandler(listener);
    ROOT.setLevel(before);
  }

  @Test
  void libraries_sayNothingWhenAStoreOpensWorksAndCloses() {
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo =
            Tempo.builder().store(store).handler("report", context -> {}).build().start()) {
      Job job = tempo.save(Job.named("Report").task(Task.handler("report")).build());
      tempo.run(job.id()).await(Duration.ofMinutes(1));
      assertThat(tempo.jobs()).hasSize(1);
    }

    assertThat(told).noneMatch(entry -> !entry.startsWith("dev.tempo"));
  }
}
