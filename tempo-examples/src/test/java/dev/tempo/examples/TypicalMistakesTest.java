package dev.tempo.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.UnknownHandlerPolicy;
import dev.tempo.schedule.Dialect;
import dev.tempo.store.sqlite.SqliteStore;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What goes wrong when one begins with a scheduler: each is refused at the earliest point, with a
 * text by which one can act.
 */
class TypicalMistakesTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  @Test
  void handlerThatIsMisspelt_isRefusedWhenTheJobIsSaved() {
    try (Tempo tempo =
        Tempo.builder()
            .onUnknownHandler(UnknownHandlerPolicy.FAIL)
            .handler("send-mail", context -> {})
            .build()
            .start()) {
      assertThatThrownBy(
              () -> tempo.save(Job.named("Mail").task(Task.handler("send-mial")).build()))
          .hasMessageContainingAll("send-mial", "send-mail");
    }
  }

  @Test
  void handlerNameThatIsTaken_isRefusedAtOnce() {
    assertThatThrownBy(() -> Tempo.builder().handler("mail", c -> {}).handler("mail", c -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'mail' is registered already");
  }

  @Test
  void cronOfAnotherDialect_isRefusedWithThePlaceAndAHint() {
    assertThatThrownBy(() -> Trigger.cron("0 0/15 * * * ?"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("position", "0/15");
    assertThat(Trigger.cron("0 0/15 * * * ?", Dialect.QUARTZ)).isNotNull();
  }

  @Test
  void dayAndDateSwapped_isRefusedWithTheRange() {
    assertThatThrownBy(() -> Trigger.cron("0 3 32 * *")).hasMessageContainingAll("32", "1 to 31");
  }

  @Test
  void endBeforeTheStart_isRefusedWithBoth() {
    Instant later = Instant.parse("2030-01-02T00:00:00Z");
    Instant earlier = Instant.parse("2030-01-01T00:00:00Z");
    assertThatThrownBy(() -> Trigger.cron("@daily").withStart(later).withEnd(earlier))
        .hasMessageContainingAll("2030-01-02T00:00:00Z", "2030-01-01T00:00:00Z");
  }

  @Test
  void timeOutInTheWrongUnit_isRefusedWithWhatIsAllowed() {
    assertThatThrownBy(
            () -> Job.named("Mail").task(Task.handler("mail")).timeout(Duration.ofNanos(500)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("timeout", "1 ms");
  }

  @Test
  void callBeforeTheStart_isRefusedAndSaysSo() {
    try (Tempo tempo = Tempo.builder().handler("mail", context -> {}).build()) {
      assertThatThrownBy(() -> tempo.save(Job.named("Mail").task(Task.handler("mail")).build()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("start");
    }
  }

  @Test
  void jobWithoutATask_isRefusedWithItsName() {
    assertThatThrownBy(() -> Job.named("Mail").build()).hasMessageContainingAll("Mail", "task");
  }

  @Test
  void secondProcessOnOneDirectory_isRefusedAndNamesTheFirst(@TempDir Path data) {
    try (SqliteStore store = SqliteStore.open(data)) {
      assertThat(store.directory()).isPresent();
      assertThatThrownBy(() -> SqliteStore.open(data))
          .hasMessageContainingAll(data.toString(), "" + ProcessHandle.current().pid());
    }
  }

  @Test
  void parameterThatNobodyGave_failsTheRunAndNamesThoseThatThereAre() {
    try (Tempo tempo =
        Tempo.builder()
            .failureLogLevel(Optional.empty())
            .handler("mail", context -> context.parameter("adress"))
            .build()
            .start()) {
      Job mail = tempo.save(Job.named("Mail").task(Task.handler("mail")).build());
      RunOptions options = RunOptions.DEFAULT.withParameter("address", "ann@example.org");
      Run run = tempo.run(mail.id(), options).await(MINUTE);
      assertThat(run.status()).isEqualTo(RunStatus.FAILURE);
      assertThat(run.error().orElseThrow()).contains("no parameter 'adress'", "[address]");
    }
  }

  @Test
  void objectAsPayload_withoutACodec_isRefusedAndNamesTheModule() {
    try (Tempo tempo = Tempo.builder().handler("mail", context -> {}).build().start()) {
      assertThatThrownBy(
              () ->
                  tempo.save(
                      Job.named("Mail")
                          .task(Task.handler("mail", List.of(LocalDate.EPOCH)))
                          .build()))
          .hasMessageContainingAll("payload", "tempo-jackson");
    }
  }

  @Test
  void jobThatThereIsNot_isRefusedWithItsId() {
    UUID unknown = UUID.randomUUID();
    try (Tempo tempo = Tempo.builder().build().start()) {
      assertThatThrownBy(() -> tempo.run(unknown)).hasMessageContaining(unknown.toString());
    }
  }
}
