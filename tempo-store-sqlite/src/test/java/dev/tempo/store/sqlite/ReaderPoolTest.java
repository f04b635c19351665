package dev.tempo.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariConfig;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

class ReaderPoolTest {
  @TempDir private Path directory;

  @Test
  void closedPool_refusesAtOnce_whoeverAsks() throws SQLException {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + directory.resolve("some.db"));
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setMaximumPoolSize(1);
    ReaderPool pool = new ReaderPool(config);
    try (Connection connection = pool.getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
    }
    assertThat(pool.isClosed()).isFalse();

    pool.close();

    long begun = System.nanoTime();
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(pool::getConnection)
        .withMessage("The pool is closed");
    assertThat(Duration.ofNanos(System.nanoTime() - begun))
        .as("the time that it waits for a connection is 30 s")
        .isLessThan(Duration.ofSeconds(20));
    assertThat(pool.isClosed()).isTrue();
    pool.close();
  }
}
