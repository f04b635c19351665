package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that wait for another one of their job to end, by the virtual clock. */
class BlockedRunsTest {
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private final VirtualClock clock = VirtualClock.at(NOON.toString());
  private final MemoryStore store = new MemoryStore(1_000_000);
  private final List<String> done = new ArrayList<>();
  private int inside;
  private int most;
  private Runnable during = () -> {};
  private Runnable holding = () -> {};
  private final Tempo tempo =
      Tempo.builder()
          .store(store)
          .timeSource(clock)
          .handler("single", this::handle)
          .handler("other", context -> done.add(name(context)))
          .handler(
              "holder",
              context -> {
                holding.run();
                done.add(name(context));
              })
          .build()
          .start();
  private final Job single = tempo.save(job("single", OverlapPolicy.QUEUE));
  private final Job other = tempo.save(job("other", OverlapPolicy.ALLOW));

  @AfterEach
  void close() {
    tempo.close();
    store.close();
  }

  /** What is blocked leaves the queue, and what is behind it in the store must come. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void runsBehindMoreThanAreKeptInMemory_start_thoughNothingEnds(int priority) {
    List<RunSubmission> all =
        Stream.concat(
                IntStream.range(0, 21_000)
                    .mapToObj(i -> new RunSubmission(single.id(), options("n" + i, priority))),
                Stream.of(new RunSubmission(other.id(), options("behind", priority))))
            .toList();
    during =
        () -> {
          tempo.pauseQueue("default");
          tempo.runAll(all);
          tempo.resumeQueue("default");
          assertThat(done).containsExactly("behind");
        };
    tempo.run(single.id());
    assertThat(done).hasSize(21_002).startsWith("behind", "single", "n0", "n1").endsWith("n20999");
    assertThat(most).isEqualTo(1);
  }

  @Test
  void manyRunsThatAreDueAtOnce_goOneAtATimeInTheirOrder() {
    Instant due = NOON.plusSeconds(60);
    tempo.runAll(
        IntStream.range(0, 30_000)
            .mapToObj(i -> new RunSubmission(single.id(), options("n" + i, 0).withNotBefore(due)))
            .toList());
    clock.advance(Duration.ofMinutes(2));
    assertThat(done)
        .containsExactlyElementsOf(IntStream.range(0, 30_000).mapToObj(i -> "n" + i).toList());
    assertThat(most).isEqualTo(1);
  }

  @Test
  void blockedRuns_startInTheOrderOfTheirQueue_whateverBecomesOfOthers() {
    List<RunHandle> asked = new ArrayList<>();
    during =
        () -> {
          for (int i = 0; i < 1_500; i++) { // more than are kept whole
            asked.add(tempo.run(single.id(), options("n" + i, 0)));
          }
          tempo.run(single.id(), options("urgent", 3));
          tempo.cancel(asked.getFirst().id());
          tempo.cancel(asked.get(3).id());
          tempo.cancel(asked.getLast().id());
          tempo.deleteRuns(List.of(asked.get(3).id()));
        };
    tempo.run(single.id());
    assertThat(done).startsWith("single", "urgent", "n1", "n2", "n4").endsWith("n1498");
    assertThat(done).hasSize(1_499);
    assertThat(store.runs().list(RunQuery.ALL.withStatus(RunStatus.QUEUED)).runs()).isEmpty();
  }

  @Test
  void blockedRuns_ofSeveralQueues_goOnThoughOneIsPaused() {
    during =
        () -> {
          tempo.run(single.id(), options("default", 0));
          Job moved =
              tempo.save(
                  tempo.findJob(single.id()).orElseThrow().toBuilder().queue("second").build());
          tempo.run(moved.id(), options("second", 0));
          tempo.pauseQueue("default");
        };
    tempo.run(single.id());
    assertThat(done).containsExactly("single", "second");
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("single", "second", "default");
  }

  @Test
  void blockedRun_whoseKeyIsTaken_letsTheNextOneStart() {
    Job holder = tempo.save(job("holder", OverlapPolicy.ALLOW));
    Runnable asking =
        () -> {
          tempo.run(single.id(), options("with key", 0).withKey("k"));
          tempo.run(single.id(), options("without", 0));
        };
    holding =
        () -> {
          during = asking;
          tempo.run(single.id());
          assertThat(done).containsExactly("single", "without");
        };
    tempo.run(holder.id(), RunOptions.DEFAULT.withKey("k"));
    assertThat(done).containsExactly("single", "without", "holder", "with key");
  }

  @Test
  void policyThatIsChanged_holdsForWhatWaits() {
    during =
        () -> {
          for (int i = 0; i < 5; i++) {
            tempo.run(single.id(), options("n" + i, 0));
          }
          tempo.save(single.toBuilder().overlap(OverlapPolicy.ALLOW).build());
          during = () -> tempo.run(other.id(), options("meanwhile", 0));
        };
    tempo.run(single.id());
    assertThat(done).contains("single", "n0", "n1", "n2", "n3", "n4");

    done.clear();
    tempo.pauseQueue("default");
    RunHandle first = tempo.run(other.id());
    RunHandle second = tempo.run(other.id());
    tempo.save(other.toBuilder().overlap(OverlapPolicy.QUEUE).build());
    assertThat(tempo.run(other.id()).id()).as("it is folded").isEqualTo(first.id());
    tempo.resumeQueue("default");
    assertThat(second.id()).isNotEqualTo(first.id());
    assertThat(done).containsExactly("other", "other");
  }

  private void handle(RunContext context) {
    most = Math.max(most, ++inside);
    Runnable action = during;
    during = () -> {};
    action.run();
    done.add(name(context));
    inside--;
  }

  private static String name(RunContext context) {
    return context.parameters().getOrDefault("n", context.jobName());
  }

  private static RunOptions options(String name, int priority) {
    RunOptions options = RunOptions.DEFAULT.withParameter("n", name);
    return priority == 0 ? options : options.withPriority(priority);
  }

  private static Job job(String name, OverlapPolicy overlap) {
    return Job.named(name).task(Task.handler(name)).overlap(overlap).build();
  }
}
