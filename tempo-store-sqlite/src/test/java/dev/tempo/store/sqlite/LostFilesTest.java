package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.store.StoreException;
import dev.tempo.store.jdbc.StatementCache;
import dev.tempo.store.jdbc.state.ChangeWriter;
import dev.tempo.store.jdbc.state.DamagedJobs;
import dev.tempo.task.Task;
import dev.tempo.testing.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an engine whose files are deleted or replaced under it. */
class LostFilesTest {
  private static final long PATIENCE_SECONDS = 60;

  @TempDir private Path parent;

  @ParameterizedTest
  @ValueSource(strings = {"", "tempo.db", "logs.db", "tempo.lock"})
  void deletedFile_isNoticed_toldAndRefused(String name) throws Exception {
    Path directory = parent.resolve("data");
    try (SqliteStore store = SqliteStore.open(directory);
        Tempo tempo = Tempo.builder().store(store).handler("note", context -> {}).build().start()) {
      CountDownLatch told = new CountDownLatch(1);
      CompletableFuture<StoreException> lost = new CompletableFuture<>();
      tempo.onEvent(
          event -> {
            if (event instanceof Event.StoreHealth health && !health.working()) {
              told.countDown();
            }
          });
      store.onLost(lost::complete);
      Job job = tempo.save(job("kept"));
      delete(directory.resolve(name));

      assertThat(lost.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .hasMessageContaining("was deleted or replaced while it was in use");
      assertThat(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> tempo.save(job("new")))
            .isInstanceOf(StoreException.class)
            .hasMessageContaining("deleted or replaced");
        assertThatThrownBy(() -> tempo.run(job.id())).isInstanceOf(StoreException.class);
      }
      assertThat(tempo.health().problems()).containsKey("store");
    }
  }

  @Test
  void replacedFile_isNoticed() throws Exception {
    try (SqliteStore store = SqliteStore.open(parent)) {
      CompletableFuture<StoreException> lost = new CompletableFuture<>();
      store.onLost(lost::complete);
      Path copy = parent.resolve("copy");
      Files.copy(parent.resolve("tempo.db"), copy);
      Files.move(copy, parent.resolve("tempo.db"), java.nio.file.StandardCopyOption.ATOMIC_MOVE);
      assertThat(lost.get(PATIENCE_SECONDS, TimeUnit.SECONDS).reason())
          .isEqualTo(StoreException.Reason.LOST);
    }
  }

  @Test
  void databasesOfAnother_areNotOpened_thoughTheLockIsGone() throws Exception {
    SqliteStore.open(parent).close();
    Process other = holder(parent);
    try {
      other.inputReader().readLine();
      Files.delete(parent.resolve("tempo.lock"));
      assertThatThrownBy(() -> SqliteStore.open(parent))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("in use by another process");
    } finally {
      other.destroyForcibly().waitFor();
    }
    SqliteStore.open(parent).close();
  }

  /** A process that has the database open, and no lock on the directory. */
  private static Process holder(Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(JavaCommand.of(Holder.class, directory.resolve("tempo.db").toString()));
    return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Opens a database and keeps it open. */
  static final class Holder {
    private Holder() {}

    /** With the file. */
    public static void main(String[] arguments) throws Exception {
      StatementCache statements = new StatementCache();
      ChangeWriter writer =
          new ChangeWriter(new DamagedJobs(), statements, new SqliteRunWriter(statements));
      SqliteDatabase database =
          SqliteDatabase.open(
              Path.of(arguments[0]), DatabaseProfile.STATE, SqliteStore.ending(writer));
      System.out.println("open");
      new CountDownLatch(1).await();
      database.close();
    }
  }

  private static Job job(String name) {
    return Job.named(name).task(Task.handler("note")).build();
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
