package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.ConflictException;
import dev.tempo.DuplicateRunException;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.engine.cluster.WireFormat;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.message.Localizable;
import dev.tempo.store.StoreException;
import dev.tempo.task.Arguments;
import dev.tempo.task.Task;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the leader refuses is refused on the node that asked in the same words. */
class FailureTest {
  private final Job job = Job.named("job").task(Task.handler("work")).version(3).build();

  private static RuntimeException sent(RuntimeException thrown) {
    byte[] bytes = WireFormat.write(Failure.of(thrown));
    return WireFormat.read(bytes, Failure.class).thrown();
  }

  private static <T extends RuntimeException> T same(T thrown) {
    RuntimeException came = sent(thrown);
    assertThat(came).hasSameClassAs(thrown).hasMessage(thrown.getMessage());
    if (thrown instanceof Localizable localizable) {
      assertThat(((Localizable) came).message()).isEqualTo(localizable.message());
    }
    @SuppressWarnings("unchecked")
    T result = (T) came;
    return result;
  }

  @Test
  void refusals_areOfTheSameKindAndText() {
    same(new NotFoundException(JobMessages.NO_JOB.of(job.id())));
    same(new JobDisabledException(job));
    same(new InvalidValueException(JobMessages.NO_TASK.of("job")));
    same(new IllegalArgumentException("not so"));
    same(new IllegalStateException("not now"));
    same(new StoreException("the disk is full"));
  }

  @Test
  void conflictAndDuplicate_bringWhatTheyAreAbout() {
    ConflictException conflict =
        same(new ConflictException(JobMessages.CHANGED.of("job", 3, 2), job));
    assertThat(conflict.current()).isEqualTo(job);
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.of("ada"));
    RunAttributes unique = RunAttributes.DEFAULT.withUniqueKey("order-1");
    Run earlier =
        new Run(
            Ids.next(),
            Run.JobRef.of(job),
            RunRequest.first(origin, Arguments.of(Map.of()), unique),
            RunTimeline.queued(Instant.EPOCH),
            RunResult.NONE);
    assertThat(same(new DuplicateRunException(earlier)).earlier()).isEqualTo(earlier);
  }

  @Test
  void whatHasNoNameHere_saysWhatItWasThere() {
    assertThat(sent(new UnsupportedOperationException("no such thing")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("UnsupportedOperationException: no such thing");
  }
}
