package dev.tempo.engine.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which edits of a trigger leave what it is due at as it is. */
class TriggerTimesTest {
  private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");
  private static final Trigger DAILY = Trigger.cron("0 12 * * *");

  private static Job job(Trigger trigger) {
    return Job.named("job").task(Task.handler("work")).trigger(trigger).zone(PARIS).build();
  }

  private static boolean same(Trigger one, Trigger other) {
    return TriggerTimes.sameTimes(job(one), one, job(other), other);
  }

  static Stream<UnaryOperator<Trigger>> editsOfTimes() {
    return Stream.of(
        old -> Trigger.cron("0 13 * * *").withId(old.id()),
        old -> old.withStart(NOON),
        old -> old.withEnd(NOON),
        old -> old.withExcludedDates(Set.of(LocalDate.of(2026, 12, 24))),
        old -> old.withZone(ZoneId.of("Asia/Tokyo")));
  }

  @ParameterizedTest
  @MethodSource("editsOfTimes")
  void editOfWhenItFires_isAnEdit(UnaryOperator<Trigger> edit) {
    assertThat(same(DAILY, edit.apply(DAILY))).isFalse();
  }

  @Test
  void editOfAnythingElse_isNone() {
    assertThat(same(DAILY, DAILY.withJitter(Duration.ofMinutes(1)).withGrace(Duration.ofHours(1))))
        .isTrue();
    assertThat(same(DAILY, DAILY.withZone(PARIS))).as("as its job has it").isTrue();
  }

  @Test
  void zoneOfWhatIsNoMatterOfLocalTime_isNoEdit_unlessDaysOfItAreLeftOut() {
    for (Trigger trigger :
        List.of(
            Trigger.every(Duration.ofMinutes(5)),
            Trigger.at(NOON),
            Trigger.after(Ids.next(), FollowCondition.ON_SUCCESS))) {
      assertThat(same(trigger, trigger.withZone(ZoneId.of("Asia/Tokyo"))))
          .as(trigger.schedule().toString())
          .isTrue();
    }
    Trigger without =
        Trigger.every(Duration.ofMinutes(5)).withExcludedDates(Set.of(LocalDate.of(2026, 12, 24)));
    assertThat(same(without, without.withZone(ZoneId.of("Asia/Tokyo")))).isFalse();
  }
}
