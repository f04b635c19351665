package dev.tempo.store.conformance;

import static dev.tempo.store.conformance.Runs.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunStatus;
import dev.tempo.store.Change;
import dev.tempo.store.Store;
import dev.tempo.task.Arguments;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.Payload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do with what runs are given and hand over. */
public abstract class RunValueConformance extends StoreConformance {

  @Test
  void payload_isReadAsItWas_withTheJobAndWithTheRun() {
    String text = "{\"é\": [\"a=b&c!=d\\n\", \"\uD83D\uDE00\"]}\r\n";
    Arguments arguments =
        Arguments.of(Map.of("p", "1")).withPayload(Payload.encoded(text));
    Job job =
        make.job("j").toBuilder().task(new HandlerTask("h", arguments)).build();
    Run run = make.run(job, NOON, make.queued(job).request());
    Run other = make.run(job, NOON, RunRequest.first(run.request().origin(), Arguments.NONE));
    commit(
        new Change.SaveJob(job, List.of()),
        new Change.AddRun(run, ENGINE),
        new Change.AddRun(other, ENGINE));
    assertThat(store.jobs().find(job.id())).contains(job);
    assertThat(store.runs().find(run.id())).contains(run);
    assertThat(store.runs().find(other.id())).contains(other);
    assertThat(store.runs().queued("default", Optional.empty(), 10)).contains(run);
  }

  @Test
  void payloadThatIsNotEncoded_reachesNoStore() {
    Arguments arguments = Arguments.NONE.withPayload(Payload.of(7));
    Job job = make.job("j").toBuilder().task(new HandlerTask("h", arguments)).build();
    assertThatThrownBy(() -> new Change.SaveJob(job, List.of()))
        .isInstanceOf(IllegalStateException.class);
    Run run = make.run(job, NOON, RunRequest.first(make.queued(job).request().origin(), arguments));
    assertThatThrownBy(() -> new Change.AddRun(run, ENGINE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void result_isKeptAndReplaced_andGoesWithTheRun() {
    Job job = make.job("j");
    Run run = make.queued(job);
    Run started = run.withStarted(Run.JobRef.of(job), NOON);
    commit(
        new Change.AddRun(run, ENGINE),
        new Change.KeepResult(run.id(), "in the same commit"));
    assertThat(store.runs().result(run.id())).contains("in the same commit");
    commit(new Change.StartRun(started, ENGINE));
    Run ended = started.withFinished(RunStatus.SUCCESS, NOON, RunResult.NONE);
    commit(new Change.KeepResult(run.id(), "later é"), new Change.FinishRun(ended));
    assertThat(store.runs().result(run.id())).contains("later é");
    assertThat(store.runs().find(run.id())).contains(ended);

    commit(new Change.DeleteRuns(List.of(run.id())));
    assertThat(store.runs().result(run.id())).isEmpty();
    commit(new Change.KeepResult(run.id(), "too late"));
    assertThat(store.runs().result(run.id())).isEmpty();
  }
}
