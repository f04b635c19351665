package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a program leaves that is asked to end, and who may have its data. */
@Timeout(120)
class ShutdownHookTest {
  @TempDir private Path home;

  @Test
  void program_thatIsAskedToEnd_closesItsTempo() throws Exception {
    Path data = home.resolve("data");
    Path running = home.resolve("running");
    Path output = home.resolve("output");
    Process process =
        ChildJvm.start(output, 64, HookedProcess.class, data.toString(), running.toString());
    try {
      while (!Files.exists(running) && process.isAlive()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
      }
      assertThat(process.isAlive()).as(ChildJvm.said(output)).isTrue();
      assertThatThrownBy(() -> SqliteStore.open(data))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining(Long.toString(process.pid()));
      process.destroy();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    try (SqliteStore store = SqliteStore.open(data)) {
      Run run = store.runs().list(RunQuery.ALL).runs().getFirst();
      assertThat(run.status()).as(run.toString()).isEqualTo(RunStatus.CANCELLED);
      assertThat(store.logs().read(run.id(), 1, 10)).hasSize(1);
    }
  }

  @Test
  void dataDirectory_isOpenedOnce_alsoByOneProcess() {
    Path data = home.resolve("data");
    try (SqliteStore store = SqliteStore.open(data);
        Tempo first = Tempo.builder().store(store).build().start()) {
      assertThatThrownBy(() -> SqliteStore.open(data)).isInstanceOf(StoreException.class);
      Tempo second = Tempo.builder().store(store).build();
      assertThatThrownBy(second::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another Tempo");
      second.close();
      assertThat(first.isRunning()).isTrue();
    }
  }
}
