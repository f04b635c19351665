package dev.tempo.store.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On a real driver, without a database of Tempo's. */
final class SqlTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite::memory:");
    Migrations.run(
        connection,
        """
        -- A comment; with a semicolon within its line.
        CREATE TABLE t (id BLOB, name TEXT, n INTEGER, r REAL);
        CREATE TABLE other (n INTEGER);
        """);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private Sql sql(String statement, Object... arguments) {
    return Sql.of(connection, statement, arguments);
  }

  @Test
  void boundParameters_areReadBackByTheirTypes() throws SQLException {
    UUID id = UUID.randomUUID();
    Sql.bound(
            connection,
            "INSERT INTO t VALUES (?, ?, ?, ?)",
            p ->
                p.id(Optional.of(id))
                    .text(Optional.of("a"))
                    .millis(Duration.ofSeconds(2))
                    .real(1.5))
        .execute();
    Sql.bound(
            connection,
            "INSERT INTO t VALUES (?, ?, ?, ?)",
            p ->
                p.id(Optional.empty())
                    .text(Optional.empty())
                    .number(OptionalLong.empty())
                    .millis(Optional.empty()))
        .execute();
    List<String> read =
        sql("SELECT * FROM t ORDER BY name IS NULL")
            .all(
                row ->
                    row.optionalId("id")
                        + " "
                        + row.optionalPath("name")
                        + " "
                        + row.optionalMillis("n"));
    assertThat(read)
        .containsExactly(
            "Optional[" + id + "] Optional[a] Optional[PT2S]",
            "Optional.empty Optional.empty Optional.empty");
    assertThat(sql("SELECT r FROM t WHERE name = 'a'").first(row -> row.real("r"))).contains(1.5);
  }

  @Test
  void arguments_areStoredByTheirTypes() throws SQLException {
    Instant at = Instant.ofEpochMilli(5);
    for (Object one :
        new Object[] {true, at, OptionalInt.of(3), OptionalLong.of(4), Optional.of(6L), 7, 1.5}) {
      sql("INSERT INTO t (n) VALUES (?)", one).execute();
    }
    sql("INSERT INTO t (n) VALUES (?)", OptionalInt.empty()).execute();
    assertThat(sql("SELECT n FROM t ORDER BY rowid").all(row -> String.valueOf(row.raw("n"))))
        .containsExactly("1", "5", "3", "4", "6", "7", "1.5", "null");
  }

  @Test
  void count_exists_andMarks() throws SQLException {
    assertThat(sql("SELECT 1 FROM t").exists()).isFalse();
    assertThat(sql("SELECT n FROM t").count()).isZero();
    List<String> names = List.of("a", "b", "c");
    for (String name : names) {
      sql("INSERT INTO t (name) VALUES (?)", name).execute();
    }
    String in = "SELECT count(*) FROM t WHERE name IN (" + Sql.marks(names) + ")";
    assertThat(sql(in, names.toArray()).count()).isEqualTo(3);
    assertThat(sql("SELECT 1 FROM t").exists()).isTrue();
    assertThat(sql("UPDATE t SET n = 1 WHERE name <> ?", "a").execute()).isEqualTo(2);
  }

  @Test
  void rowThatCannotBeRead_isLeftOut_whereThatIsAskedFor() throws SQLException {
    sql("INSERT INTO t (name) VALUES ('PT1S'), ('damaged'), ('PT2S')").execute();
    Sql durations = sql("SELECT name FROM t ORDER BY rowid");
    assertThat(durations.allReadable(row -> Duration.parse(row.text("name"))))
        .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(durations.firstReadable(row -> Duration.parse(row.text("name"))))
        .contains(Duration.ofSeconds(1));
    assertThatThrownBy(() -> durations.all(row -> Duration.parse(row.text("name"))))
        .isInstanceOf(RuntimeException.class);
  }

  @Test
  void keptStatement_isPreparedOnce_andAgainAfterItWasCleared() throws SQLException {
    StatementCache cache = new StatementCache();
    String insert = "INSERT INTO other VALUES (?)";
    assertThat(cache.update(connection, insert, p -> p.number(1))).isOne();
    assertThat(cache.get(connection, insert)).isSameAs(cache.get(connection, insert));
    cache.clear();
    assertThat(cache.update(connection, insert, p -> p.flag(true))).isOne();
    assertThat(sql("SELECT sum(n) FROM other").count()).isEqualTo(2);
  }

  @Test
  void migrations_nameTheScriptThatIsMissing_andAVersionIsPositive() {
    SqlDialect dialect =
        new SqlDialect() {
          @Override
          public String name() {
            return "unknown";
          }

          @Override
          public String tableExists() {
            return "";
          }

          @Override
          public String cascadingReferences() {
            return "";
          }
        };
    assertThatThrownBy(() -> new Migrations(SqlTest.class, "conformance", 1).script(dialect, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("META-INF/db/unknown/conformance-1.sql");
    assertThatThrownBy(() -> new Migrations(SqlTest.class, "conformance", 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
