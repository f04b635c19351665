package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.QueueRate;
import dev.tempo.QueueSettings;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.RunTimeline;
import dev.tempo.Tempo;
import dev.tempo.Trigger;
import dev.tempo.Uniqueness;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.store.Change;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** In which order and how fast queues start what waits in them, by the virtual clock. */
class QueueOrderTest extends QueueFixture {
  private static final QueueRate THREE_A_MINUTE = new QueueRate(3, Duration.ofMinutes(1));

  @Test
  void higherPriority_goesFirst_butNotBeforeWhatHasWaitedAMinuteLongerForEachStep() {
    tempo.pauseQueue("default");
    ask("old", 0);
    clock.advance(Duration.ofMinutes(4));
    ask("low", -1);
    ask("plain", 0);
    ask("high", 3);
    ask("higher", 10);
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("higher", "old", "high", "plain", "low");
  }

  @Test
  void priorityOfAJob_isThatOfItsRuns_unlessARequestNamesAnother() {
    Job urgent = tempo.save(job("urgent").priority(5).trigger(Trigger.at(NOON)).build());
    tempo.pauseQueue("default");
    RunHandle as = tempo.run(urgent.id(), RunOptions.DEFAULT.withParameter("n", "as the job"));
    RunHandle other = tempo.run(urgent.id(), RunOptions.DEFAULT.withPriority(0));
    assertThat(as.run().request().attributes().priority()).isEqualTo(5);
    assertThat(other.run().request().attributes().priority()).isZero();
    assertThat(store.runs().list(RunQuery.ALL.withJob(urgent.id())).runs().getLast())
        .satisfies(run -> assertThat(run.request().attributes().priority()).isEqualTo(5));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunOptions.DEFAULT.withPriority(11))
        .withMessageContaining("priority must be from -10 to 10, but got 11");
  }

  @Test
  void nothingStarves_howeverMuchOfTheHighestPriorityComes() {
    tempo.saveQueue(queue("default", 1));
    tempo.pauseQueue("default");
    ask("lowest", -10);
    for (int minute = 0; minute < 25; minute++) {
      ask("high" + minute, 10);
      clock.advance(Duration.ofMinutes(1));
    }
    tempo.resumeQueue("default");
    assertThat(done.indexOf("lowest")).isEqualTo(20);
  }

  @Test
  void order_holdsOverARestart_andForWhatIsOnlyInTheStore() {
    tempo.pauseQueue("default");
    int many = 45_000; // more than are kept in memory
    tempo.runAll(
        IntStream.range(0, many)
            .mapToObj(i -> new RunSubmission(job.id(), options("n" + i, i % 3)))
            .toList());
    tempo.runAt(job.id(), NOON.plusSeconds(30), options("later", 2));
    restart();
    clock.advance(Duration.ofSeconds(30));
    tempo.resumeQueue("default");
    assertThat(done).hasSize(many + 1);
    assertThat(done.subList(0, many / 3))
        .allMatch(name -> Integer.parseInt(name.substring(1)) % 3 == 2);
    assertThat(done.subList(0, 3)).containsExactly("n2", "n5", "n8");
    assertThat(done.get(many / 3)).isEqualTo("later");
    assertThat(done.getLast()).isEqualTo("n" + (many - 3));
  }

  @Test
  void runsOfOneKey_goOneAtATimeInOrder_andOthersBesideThem() {
    tempo.pauseQueue("default");
    for (int i = 0; i < 5; i++) {
      keyed("a", "a" + i);
      keyed("b", "b" + i);
    }
    watched = keyed("a", "last").id();
    restart();
    tempo.resumeQueue("default");
    assertThat(wrong).isEmpty();
    assertThat(done.stream().filter(name -> !name.startsWith("b")))
        .containsExactly("a0", "a1", "a2", "a3", "a4", "last");
    assertThat(done.stream().filter(name -> name.startsWith("b")))
        .containsExactly("b0", "b1", "b2", "b3", "b4");
    assertThat(most).isEqualTo(2);
    assertThat(reasons).contains("another run with the key 'a' has not ended");
  }

  @Test
  void keyOfARunThatIsWithdrawn_isFreeForTheNext() {
    tempo.pauseQueue("default");
    keyed("a", "one");
    cancelled = keyed("a", "two").id();
    keyed("a", "three");
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("one", "three");
    assertThat(wrong).isEmpty();
  }

  /** By real threads: what is blocked must be so while the key becomes free. */
  @Test
  void keyOfARunThatWaitsForSomethingElse_isFreeForTheNext() {
    CountDownLatch keyTaken = new CountDownLatch(1);
    CountDownLatch jobBusy = new CountDownLatch(1);
    try (MemoryStore real = new MemoryStore();
        Tempo quick =
            Tempo.builder()
                .store(real)
                .handler("note", context -> {})
                .handler("key", context -> keyTaken.await())
                .handler(
                    "job",
                    context -> {
                      if (context.parameters().containsKey("n")) {
                        jobBusy.await();
                      }
                    })
                .build()
                .start()) {
      Job holder = quick.save(job("holder").task(Task.handler("key")).build());
      Job single =
          quick.save(job("s").task(Task.handler("job")).overlap(OverlapPolicy.QUEUE).build());
      Job other = quick.save(job("other").build());
      RunOptions keyed = RunOptions.DEFAULT.withKey("k");
      quick.run(holder.id(), keyed);
      RunHandle blocked = quick.run(single.id(), keyed);
      RunHandle next = quick.run(other.id(), keyed);
      quick.run(single.id(), options("busy", 0));
      keyTaken.countDown();
      assertThat(next.await(Duration.ofSeconds(20)).status()).isEqualTo(RunStatus.SUCCESS);
      jobBusy.countDown();
      assertThat(blocked.await(Duration.ofSeconds(20)).status()).isEqualTo(RunStatus.SUCCESS);
    } finally {
      keyTaken.countDown();
      jobBusy.countDown();
    }
  }

  @Test
  void rankedRun_startsAtOnce_thoughAnotherOneWaitsForItsTime() {
    tempo.runAt(job.id(), NOON.plusSeconds(3600), options("later", 2));
    ask("now", 2);
    assertThat(done).containsExactly("now");
    clock.advance(Duration.ofHours(1));
    assertThat(done).containsExactly("now", "later");
  }

  @Test
  void tensOfThousandsOfKeys_costWhatTheirRunsCost() {
    tempo.pauseQueue("default");
    int keys = Boolean.getBoolean("tempo.long") ? 100_000 : 25_000;
    tempo.runAll(
        IntStream.range(0, keys)
            .mapToObj(
                i -> new RunSubmission(job.id(), options("n" + i, 0).withKey("customer-" + i)))
            .toList());
    tempo.resumeQueue("default");
    assertThat(done).hasSize(keys);
  }

  @Test
  void rate_isKeptOverAnySpan_andOverARestart() {
    tempo.saveQueue(queue("mail", 100).withRate(THREE_A_MINUTE));
    Job mail = tempo.save(job("mail").queue("mail").build());
    clock.advance(Duration.ofSeconds(50));
    List<RunHandle> asked = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      asked.add(tempo.run(mail.id(), options("m" + i, 0)));
    }
    assertThat(done).containsExactly("m0", "m1", "m2");
    assertThat(tempo.blockedReason(asked.getLast().id()).orElseThrow())
        .startsWith("the queue 'mail' starts 3 runs within");
    clock.advance(Duration.ofSeconds(30));
    restart();
    assertThat(done).as("what was taken before the restart counts").hasSize(3);
    clock.advance(Duration.ofMinutes(10));
    assertThat(done).hasSize(20);
    for (int i = 3; i < starts.size(); i++) {
      assertThat(Duration.between(starts.get(i - 3), starts.get(i)))
          .isBetween(Duration.ofMinutes(1), Duration.ofMillis(61_100));
    }
  }

  @Test
  void queue_isSetUpWhileItRuns_keptOverARestart_andForgottenWithoutLosingWhatWaits() {
    Job slow = tempo.save(job("slow").task(Task.handler("slow")).queue("new").build());
    tempo.saveQueue(queue("new", 2));
    assertThat(mostOf(slow)).isEqualTo(2);
    tempo.saveQueue(queue("new", 3));
    assertThat(mostOf(slow)).isEqualTo(3);
    restart();
    assertThat(tempo.queue("new").limit()).isEqualTo(3);
    assertThat(mostOf(slow)).isEqualTo(3);
    assertThat(tempo.queues()).extracting(QueueSettings::name).containsExactly("default", "new");

    tempo.pauseQueue("new");
    RunHandle waiting = tempo.run(slow.id());
    tempo.removeQueue("new");
    assertThat(waiting.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.queue("new").limit()).isEqualTo(tempo.queue("default").limit());
    assertThat(tempo.queues()).hasSize(1);
  }

  private int mostOf(Job slow) {
    tempo.pauseQueue("new");
    most = 0;
    for (int i = 0; i < 6; i++) {
      tempo.run(slow.id(), options("s" + i, 0));
    }
    tempo.resumeQueue("new");
    return most;
  }

  @Test
  void followerOfARun_takesNothingThatHasAnOrderOrATextOfItsOwn() {
    RunHandle first = tempo.run(job.id(), options("1", 0));
    for (RunOptions refused :
        List.of(
            RunOptions.DEFAULT.withNotBefore(NOON.plusSeconds(60)),
            RunOptions.DEFAULT.withUnique(Uniqueness.of("k")),
            RunOptions.DEFAULT.asService())) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  tempo.runAfter(
                      first.id(), FollowCondition.ON_SUCCESS, new RunSubmission(job.id(), refused)))
          .withMessageContaining("What follows a run starts when that has ended");
    }
  }

  @Test
  void explanation_namesPriorityAndTime() {
    tempo.pauseQueue("default");
    Job hourly = tempo.save(job("hourly").priority(2).trigger(Trigger.cron("0 * * * *")).build());
    ask("before", 9);
    clock.advance(Duration.ofHours(1));
    assertThat(tempo.explain(hourly.id(), NOON.plus(Duration.ofHours(1))).getFirst().text())
        .contains("the queue 'default'")
        .contains("with the priority 2; 1 run is before it");
  }

  @Test
  void jobThatIsDone_isDeleted_andItsRunsStay() {
    Job once =
        tempo.save(job("once").trigger(Trigger.at(NOON.plusSeconds(5))).deleteWhenDone().build());
    Job asked = tempo.save(job("asked").deleteWhenDone().build());
    RunHandle later = tempo.runAt(asked.id(), NOON.plusSeconds(60), options("later", 0));
    RunHandle now = tempo.run(asked.id(), options("now", 0));
    assertThat(now.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.findJob(asked.id())).as("a run of it waits").isPresent();
    clock.advance(Duration.ofSeconds(10));
    assertThat(tempo.findJob(once.id())).isEmpty();
    assertThat(store.runs().list(RunQuery.ALL.withJob(once.id())).runs()).hasSize(1);
    tempo.cancel(later.id());
    assertThat(tempo.findJob(asked.id())).isEmpty();
    assertThatThrownBy(() -> job("x").trigger(Trigger.cron("@daily")).deleteWhenDone().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("use Trigger.at(…) alone");
  }

  @Test
  void jobThatFailsAndIsTriedAgain_isNotDoneBefore_andADisabledOneStays() {
    Job failing =
        tempo.save(
            job("failing")
                .task(Task.handler("failing"))
                .retry(RetryPolicy.times(1))
                .deleteWhenDone()
                .build());
    RunHandle handle = tempo.run(failing.id());
    assertThat(handle.await(NO_TIME).status()).isEqualTo(RunStatus.FAILURE);
    assertThat(tempo.findJob(failing.id())).isPresent();
    clock.advance(Duration.ofMinutes(1));
    assertThat(tempo.findJob(failing.id())).as("it may be requeued").isPresent();
    tempo.acknowledge(handle.awaitLast(NO_TIME).id());
    assertThat(tempo.findJob(failing.id())).isEmpty();

    Job off =
        tempo.save(job("off").trigger(Trigger.at(NOON.plusSeconds(3600))).deleteWhenDone().build());
    tempo.setEnabled(off.id(), false);
    clock.advance(Duration.ofHours(2));
    restart();
    assertThat(tempo.findJob(off.id())).isPresent();
  }

  @Test
  void jobWhoseDeletionACrashHasPrevented_isDeletedAtTheNextStart() {
    Job once = job("once").version(1).deleteWhenDone().build();
    Job unused = job("unused").version(1).deleteWhenDone().build();
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    Run ended =
        new Run(
                new Ids(1).next(NOON.toEpochMilli()),
                Run.JobRef.of(once),
                RunRequest.first(origin, Map.of()),
                RunTimeline.queued(NOON),
                RunResult.NONE)
            .withStarted(Run.JobRef.of(once), NOON)
            .withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE);
    tempo.close();
    store.commit(
        List.of(
            new Change.SaveJob(once, List.of()),
            new Change.SaveJob(unused, List.of()),
            new Change.AddRun(ended, new UUID(1, 1))));
    tempo = start();
    tempo.pause();
    tempo.resume();
    assertThat(tempo.findJob(once.id())).isEmpty();
    assertThat(tempo.findRun(ended.id())).contains(ended);
    assertThat(tempo.findJob(unused.id())).as("it has not run yet").isPresent();
  }

  private RunHandle keyed(String key, String name) {
    Job slow = tempo.save(job("slow").task(Task.handler("slow")).build());
    return tempo.run(slow.id(), options(name, 0).withKey(key));
  }

  private static QueueSettings queue(String name, int limit) {
    return new QueueSettings(name, limit, QueueSettings.Threads.VIRTUAL);
  }
}
