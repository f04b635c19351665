package dev.tempo.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunTimeline;
import dev.tempo.Trigger;
import dev.tempo.engine.state.RunOutcome;
import dev.tempo.engine.state.StopCause;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.schedule.ScheduleRule;
import dev.tempo.schedule.ScheduleType;
import dev.tempo.schedule.ScheduleTypes;
import dev.tempo.secret.Secret;
import dev.tempo.task.Arguments;
import dev.tempo.task.Payload;
import dev.tempo.task.Task;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What goes from node to node comes as it went. */
class WireFormatTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00.123Z");

  private static <T> T sent(T value, Class<T> type) {
    return WireFormat.read(WireFormat.write(value), type);
  }

  @Test
  void job_comesAsItWent() {
    Job job =
        Job.named("näme \"quoted\" \\ \u0001 \uD83D\uDE00")
            .key("a:b")
            .task(
                Task.python("print('é')\n")
                    .withRequirements("requests==2", "x")
                    .withArguments(
                        Arguments.of(Map.of())
                            .with("z", "last")
                            .with("a", "first")
                            .with("s", Secret.sealed("v1:x"))))
            .zone(ZoneId.of("Europe/Paris"))
            .trigger(Trigger.cron("0 12 * * MON-FRI").withZone(ZoneId.of("Asia/Tokyo")))
            .trigger(Trigger.every(Duration.ofSeconds(90)).withJitter(Duration.ofSeconds(3)))
            .trigger(
                Trigger.of(
                    CalendarSchedule.builder().hours(Set.of(3)).minutes(Set.of(0, 30)).build()))
            .retry(RetryPolicy.times(3).withBackoff(Duration.ofSeconds(1), Duration.ofHours(1)))
            .rerunIfLost()
            .on("gpu", "")
            .on("zone", "a")
            .lostAfter(Duration.ofSeconds(90))
            .declared()
            .version(7)
            .build();
    Job came = sent(job, Job.class);
    assertThat(came).isEqualTo(job);
    assertThat(came.isDeclaring()).isTrue();
    assertThat(List.copyOf(came.task().arguments().plain().keySet())).containsExactly("z", "a");
  }

  @Test
  void optionsOfARun_comeAsTheyWent() {
    RunOptions options =
        RunOptions.DEFAULT
            .withStartedBy("ada")
            .withParameter("p", "")
            .withPayload(Payload.encoded("{\"x\":1}"))
            .withPriority(-3)
            .withKey("key")
            .withLabel("label")
            .withContext(Map.of("trace", "1"))
            .withNotBefore(NOON);
    assertThat(sent(options, RunOptions.class)).isEqualTo(options);
  }

  @Test
  void runAndReports_comeAsTheyWent() {
    Job job = Job.named("job").task(Task.handler("work")).build();
    RunOrigin origin = RunOrigin.occurrence(RunCause.SCHEDULE, Ids.next(), NOON);
    Run run =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(origin, Map.of()),
            RunTimeline.queued(NOON),
            RunResult.NONE);
    assertThat(sent(run, Run.class)).isEqualTo(run);
    Report.Ended ended =
        new Report.Ended(
            RunStatus.TIMEOUT,
            RunResult.failed("too long"),
            true,
            Optional.of(Duration.ofMillis(1_500)),
            Optional.of(new StopCause(StopCause.Kind.TIMEOUT, "too long")),
            Optional.of(Duration.ofMillis(90_125)));
    assertThat(sent(ended, Report.Ended.class)).isEqualTo(ended);
    assertThat(sent(new Report.Found(), Report.Found.class)).isEqualTo(new Report.Found());
    assertThat(sent(true, Boolean.class)).isTrue();
    assertThat(sent(42, Integer.class)).isEqualTo(42);
  }

  @Test
  void whatIsNotKnown_isPassedOver_andWhatIsMissingIsEmpty() {
    byte[] later =
        "{\"status\":\"SUCCESS\",\"result\":{\"processesEnded\":\"0\",\"usage\":{\"cpu\":\"PT0S\"}},\"new\":[\"1\"]}"
            .getBytes(StandardCharsets.UTF_8);
    Report.Ended read = WireFormat.read(later, Report.Ended.class);
    assertThat(read.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(read.stop()).isEmpty();
    assertThat(read.retryable()).isFalse();
    String older = new String(WireFormat.write(JobPolicy.DEFAULT), StandardCharsets.UTF_8);
    byte[] withoutNodes = older.replace(",\"nodes\":{}", "").getBytes(StandardCharsets.UTF_8);
    assertThat(older).contains("nodes");
    assertThat(WireFormat.read(withoutNodes, JobPolicy.class)).isEqualTo(JobPolicy.DEFAULT);
    byte[] unknown = "{\"status\":\"PERHAPS\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WireFormat.read(unknown, Report.Ended.class))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void schedulesOfAllKinds_comeAsTheyWent() {
    for (Trigger trigger :
        List.of(
            Trigger.atStartup(),
            Trigger.at(NOON),
            Trigger.afterEach(Duration.ofMinutes(1)),
            Trigger.after(Ids.next(), FollowCondition.ON_SUCCESS),
            Trigger.afterAny(List.of(Ids.next(), Ids.next()), FollowCondition.ALWAYS),
            Trigger.cron("@daily").withExcludedDates(Set.of(LocalDate.of(2026, 12, 24))))) {
      assertThat(sent(trigger, Trigger.class)).isEqualTo(trigger);
    }
  }

  @Test
  void endOfARun_isShort_andComesAsItWent() {
    RunOutcome good = RunOutcome.success(RunResult.NONE, () -> {});
    Report.Ended end = Report.Ended.of(good, Optional.empty(), Duration.ofMillis(3));
    assertThat(sent(end, Report.Ended.class)).isEqualTo(end);
    assertThat(new String(WireFormat.write(end), StandardCharsets.UTF_8))
        .as("numbers that are zero, false, and what is empty are left out")
        .isEqualTo(
            "{\"status\":\"SUCCESS\",\"result\":{\"usage\":{\"cpu\":\"PT0S\"}},\"took\":\"PT0.003S\"}");
  }

  /** Kinds of components that records may have, if hardly any has them today. */
  private record Values(
      OptionalDouble share,
      OptionalInt code,
      Collection<String> any,
      SortedSet<String> sorted,
      Set<String> none) {}

  @Test
  void valuesOfAllKinds_comeAsTheyWent_inTheirOrder() {
    Values full =
        new Values(
            OptionalDouble.of(0.1),
            OptionalInt.of(-1),
            List.of("b", "a"),
            new TreeSet<>(Set.of("z", "y")),
            Set.of());
    assertThat(sent(full, Values.class)).isEqualTo(full);
    Values empty =
        new Values(
            OptionalDouble.empty(), OptionalInt.empty(), List.of(), new TreeSet<>(), Set.of());
    assertThat(sent(empty, Values.class)).isEqualTo(empty);
    assertThat(sent(empty, Values.class).sorted()).isInstanceOf(SortedSet.class);
  }

  /** Names no instant. */
  private static final class Never implements ScheduleType {
    @Override
    public String name() {
      return "test.never";
    }

    @Override
    public ScheduleRule parse(String text) {
      return (after, zone) -> Optional.empty();
    }
  }

  @Test
  void scheduleOfAProgramsOwn_comesAsItWent_ifItIsKnownHere() {
    ScheduleTypes.register(new Never());
    Trigger trigger = Trigger.of(CustomSchedule.of("test.never", "any"));
    assertThat(sent(trigger, Trigger.class)).isEqualTo(trigger);
    String unknown =
        new String(WireFormat.write(trigger), StandardCharsets.UTF_8)
            .replace("test.never", "elsewhere.alone");
    assertThatThrownBy(
            () -> WireFormat.read(unknown.getBytes(StandardCharsets.UTF_8), Trigger.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("elsewhere.alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"number\":\"0\"}|Not an attempt: number 0",
        "{\"@\":\"Trial\",\"number\":\"1\"}|No Attempt: Trial"
      })
  void whatNoVersionWrites_isRefused(String text, String words) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WireFormat.read(bytes, RunRequest.Attempt.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(words);
  }

  @Test
  void taskOfNoKind_isRefused() {
    byte[] bytes = "{\"@\":\"Errand\"}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> WireFormat.read(bytes, Task.class)).hasMessage("No Task: Errand");
  }
}
