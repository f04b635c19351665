package dev.tempo.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.log.LogStorageException;
import dev.tempo.store.StoreException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
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
  @ValueSource(strings = {"57P01", "57P03", "08006", "08001", "53300", "53000"})
  void logsThatCannotBeReachedForNow_areSaidToBeSo(String state) {
    assertThat(((LogStorageException) OF_LOGS.of(sql(state))).reason().isTemporary()).isTrue();
  }

  /** What is asked for may be asked for again, also of what else is stored than logs. */
  @ParameterizedTest
  @ValueSource(strings = {"57P01", "08006", "53000", "53100", "53300", "40001"})
  void storeThatCannotBeHadForNow_isSaidToBeSo(String state) {
    assertThat(((StoreException) OF_OTHERS.of(sql(state))).reason())
        .isEqualTo(StoreException.Reason.UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"42501", "42P01", "22021"})
  void storeThatRefuses_isNotSaidToBeAway(String state) {
    assertThat(((StoreException) OF_OTHERS.of(sql(state))).reason())
        .isEqualTo(StoreException.Reason.OTHER);
  }

  @Test
  void poolWithoutAFreeConnection_isWaitedFor() {
    SQLException none = new SQLTransientConnectionException("the pool's words");
    assertThat(((LogStorageException) OF_LOGS.of(none)).reason().isTemporary()).isTrue();
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
