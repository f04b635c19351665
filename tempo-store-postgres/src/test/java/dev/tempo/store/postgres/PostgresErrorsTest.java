package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogStorageException;
import dev.tempo.store.StoreException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresErrorsTest {
  private static final PostgresErrors OF_LOGS = new PostgresErrors("the database", true);
  private static final PostgresErrors OF_OTHERS = new PostgresErrors("the database", false);

  private static SQLException sql(String state) {
    return new SQLException("the server's words", state);
  }

  /** A server that ends or begins, one that is away, and one with as many sessions as it takes. */
  @ParameterizedTest
  @ValueSource(strings = {"57P01", "57P03", "08006", "08001", "53300"})
  void logsThatCannotBeReachedForNow_areSaidToBeSo(String state) {
    assertThat(((LogStorageException) OF_LOGS.of(sql(state))).reason().isTemporary()).isTrue();
  }

  /** As when a connection of the pool could not be opened. */
  @Test
  void failureThatWasTranslatedBefore_isJudgedByItsCause() {
    StoreException away = (StoreException) OF_OTHERS.of(sql("08006"));
    LogStorageException told = (LogStorageException) OF_LOGS.translate(away);
    assertThat(told).hasMessage(away.getMessage());
    assertThat(told.reason().isTemporary()).isTrue();
    StoreException fenced = OF_OTHERS.lost("another engine");
    assertThat(((LogStorageException) OF_LOGS.translate(fenced)).reason().isTemporary()).isFalse();
  }
}
