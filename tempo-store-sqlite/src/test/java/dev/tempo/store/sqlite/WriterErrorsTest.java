package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.store.StoreException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing that an operation throws ends the thread that writes, or leaves anybody waiting. */
class WriterErrorsTest {
  @TempDir private Path directory;

  @Test
  void operationThatRunsOutOfMemory_fails_andTheNextOneIsDone() {
    try (SqliteStore store = SqliteStore.open(directory)) {
      SqliteDatabase database = store.database();
      assertThatThrownBy(
              () ->
                  database.write(
                      connection -> {
                        throw new OutOfMemoryError("says the test");
                      }))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("OutOfMemoryError");
      assertThatThrownBy(
              () ->
                  database.write(
                      connection -> {
                        Thread.currentThread().interrupt();
                        throw new StackOverflowError();
                      }))
          .isInstanceOf(StoreException.class);
      assertThat(database.<Integer>write(connection -> 7)).isEqualTo(7);
      store.ping();
    }
  }
}
