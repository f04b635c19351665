package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.DuplicatePolicy;
import dev.tempo.DuplicateRunException;
import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Uniqueness;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Requests with a unique key: which of them make a run, by the virtual clock. */
class UniqueRequestsTest extends QueueFixture {
  @Test
  void uniqueRequest_isAnsweredByTheFirst_asLongAsThatHasNotEnded_orWithinItsWindow() {
    tempo.pauseQueue("default");
    Uniqueness unique = Uniqueness.of("report");
    RunHandle first = tempo.run(job.id(), options("1", 0).withUnique(unique));
    RunHandle second = tempo.run(job.id(), options("2", 0).withUnique(unique));
    assertThat(first.isNew()).isTrue();
    assertThat(second.isNew()).isFalse();
    assertThat(second.id()).isEqualTo(first.id());
    restart();
    assertThat(tempo.run(job.id(), options("3", 0).withUnique(unique)).id()).isEqualTo(first.id());
    tempo.resumeQueue("default");
    Uniqueness hourly = unique.withWindow(Duration.ofHours(1));
    clock.advance(Duration.ofMinutes(59));
    assertThat(tempo.run(job.id(), options("4", 0).withUnique(hourly)).id()).isEqualTo(first.id());
    RunHandle fresh = tempo.run(job.id(), options("5", 0).withUnique(unique));
    assertThat(fresh.isNew()).isTrue();
    clock.advance(Duration.ofMinutes(61));
    tempo.run(job.id(), options("6", 0).withUnique(hourly));
    assertThat(done).containsExactly("1", "5", "6");
  }

  @Test
  void uniqueRequest_replacesWhatWaits_orIsRefused() {
    tempo.pauseQueue("default");
    Uniqueness replacing = Uniqueness.of("k").withPolicy(DuplicatePolicy.REPLACE_WAITING);
    RunHandle first = tempo.run(job.id(), options("1", 0).withUnique(replacing));
    RunHandle second = tempo.run(job.id(), options("2", 0).withUnique(replacing));
    assertThat(second.isNew()).isTrue();
    assertThat(first.await(NO_TIME).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(first.await(NO_TIME).error().orElseThrow()).contains("unique key 'k'");
    assertThatThrownBy(
            () ->
                tempo.run(
                    job.id(),
                    options("3", 0)
                        .withUnique(Uniqueness.of("k").withPolicy(DuplicatePolicy.REJECT))))
        .isInstanceOfSatisfying(
            DuplicateRunException.class, e -> assertThat(e.earlier().id()).isEqualTo(second.id()));
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("2");
  }

  @Test
  void uniqueRequest_replacesNothingThatRuns_orHasDoneItsWork() {
    Uniqueness replacing =
        Uniqueness.of("k")
            .withPolicy(DuplicatePolicy.REPLACE_WAITING)
            .withWindow(Duration.ofHours(1));
    RunHandle first = tempo.run(job.id(), options("1", 0).withUnique(replacing));
    assertThat(first.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    RunHandle again = tempo.run(job.id(), options("2", 0).withUnique(replacing));
    assertThat(again.isNew()).isFalse();
    assertThat(again.id()).isEqualTo(first.id());
    assertThat(done).containsExactly("1");
  }

  @Test
  void uniqueRequest_isNewAgain_whenTheOneBeforeWasCancelledOrSkipped() {
    tempo.pauseQueue("default");
    Uniqueness once = Uniqueness.of("k").withWindow(Duration.ofDays(1));
    RunHandle first = tempo.run(job.id(), options("1", 0).withUnique(once));
    assertThat(tempo.cancel(first.id(), "ada")).isTrue();
    RunHandle second = tempo.run(job.id(), options("2", 0).withUnique(once));
    assertThat(second.isNew()).isTrue();
    assertThat(second.id()).isNotEqualTo(first.id());
    tempo.resumeQueue("default");
    assertThat(done).containsExactly("2");
  }

  @Test
  void uniqueRequest_doesNotCountWhatTheSameTurnHasCancelled() {
    tempo.pauseQueue("default");
    Job single = tempo.save(job("single").overlap(OverlapPolicy.REPLACE).build());
    RunSubmission keeping = unique(single, DuplicatePolicy.KEEP_FIRST);
    RunSubmission plain = new RunSubmission(single.id(), options("plain", 0));
    RunSubmission rejecting = unique(single, DuplicatePolicy.REJECT);
    RunHandle stored = tempo.run(keeping.jobId(), keeping.options());
    List<RunHandle> asked =
        tempo.runAll(List.of(plain, keeping, plain, rejecting, plain)).handles();
    assertThat(asked).extracting(RunHandle::id).doesNotHaveDuplicates();
    assertThat(asked).extracting(RunHandle::id).doesNotContain(stored.id());
  }

  private static RunSubmission unique(Job job, DuplicatePolicy policy) {
    Uniqueness once = Uniqueness.of("u").withPolicy(policy);
    return new RunSubmission(job.id(), options("unique", 0).withUnique(once));
  }

  @Test
  void uniqueRequests_ofOneTurn_areOne() {
    tempo.pauseQueue("default");
    Uniqueness unique = Uniqueness.of("k");
    List<RunSubmission> same =
        IntStream.range(0, 100)
            .mapToObj(i -> new RunSubmission(job.id(), options("n" + i, 0).withUnique(unique)))
            .toList();
    assertThat(tempo.runAll(same).ids().stream().distinct()).hasSize(1);
  }
}
