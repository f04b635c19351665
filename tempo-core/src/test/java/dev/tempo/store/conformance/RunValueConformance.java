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
import dev.tempo.store.RunQuery;
import dev.tempo.store.RunVisibility;
import dev.tempo.store.Store;
import dev.tempo.task.Arguments;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.Payload;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every {@link Store} must do with what runs are given and hand over. */
public abstract class RunValueConformance extends StoreConformance {
  private static final RunQuery DEAD = RunQuery.ALL.withDeadLettersOnly();

  @Test
  void payload_isReadAsItWas_withTheJobAndWithTheRun() {
    String text = "{\"é\": [\"a=b&c!=d\\n\", \"\uD83D\uDE00\"]}\r\n";
    Arguments arguments = Arguments.of(Map.of("p", "1")).withPayload(Payload.encoded(text));
    Job job = make.job("j").toBuilder().task(new HandlerTask("h", arguments)).build();
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
    commit(new Change.AddRun(run, ENGINE), new Change.KeepResult(run.id(), "in the same commit"));
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

  @Test
  void deadLetters_areARangeOfTheirOwn_untilTheyAreAcknowledged() {
    Job first = make.job("a");
    Job second = make.job("b");
    List<Run> dead = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Job job = i % 2 == 0 ? first : second;
      Run failed = failed(job, i < 3 ? RunStatus.FAILURE : RunStatus.TIMEOUT);
      commit(new Change.SetDeadLetter(failed.id(), true));
      dead.add(failed);
    }
    Run acknowledged = failed(first, RunStatus.LOST);
    commit(
        new Change.SetDeadLetter(acknowledged.id(), true),
        new Change.SetDeadLetter(acknowledged.id(), false));
    failed(first, RunStatus.FAILURE); // is tried again
    Run open = make.queued(first);
    commit(new Change.AddRun(open, ENGINE), new Change.SetDeadLetter(open.id(), true));

    assertThat(store.runs().isDeadLetter(dead.getFirst().id())).isTrue();
    assertThat(store.runs().isDeadLetter(acknowledged.id())).isFalse();
    assertThat(store.runs().isDeadLetter(open.id())).isFalse();
    assertThat(list(DEAD)).containsExactlyElementsOf(dead.reversed());
    assertThat(list(DEAD.withOrder(RunQuery.Order.OLDEST_FIRST).withBefore(dead.get(3).id())))
        .containsExactly(dead.get(4), dead.get(5));
    assertThat(list(DEAD.withLimit(2))).containsExactly(dead.get(5), dead.get(4));
    assertThat(list(DEAD.withLimit(2).withBefore(dead.get(4).id())))
        .containsExactly(dead.get(3), dead.get(2));
    assertThat(list(DEAD.withJob(second.id())))
        .containsExactly(dead.get(5), dead.get(3), dead.get(1));
    assertThat(list(DEAD.withStatus(RunStatus.TIMEOUT, RunStatus.LOST)))
        .containsExactly(dead.get(5), dead.get(4), dead.get(3));
    assertThat(list(DEAD.withStatus(RunStatus.QUEUED))).isEmpty();
    assertThat(store.runs().count(DEAD, 100).count()).isEqualTo(6);
    assertThat(store.runs().count(DEAD.withJob(first.id()), 2).count()).isEqualTo(2);
    assertThat(store.runs().summary(DEAD).count(RunStatus.FAILURE)).isEqualTo(3);

    commit(new Change.DeleteRuns(List.of(dead.get(5).id())));
    assertThat(list(DEAD.withLimit(1))).containsExactly(dead.get(4));
  }

  @Test
  void deadLetters_areThoseOfAScopeAndALabel() {
    Job mine = make.job("a");
    Job others = make.job("b");
    Run seen = failed(mine, RunStatus.FAILURE);
    Run named = failed(others, RunStatus.FAILURE);
    Run hidden = failed(others, RunStatus.FAILURE);
    Run gone = failed(others, RunStatus.FAILURE);
    for (Run run : List.of(seen, named, hidden)) {
      commit(new Change.SetDeadLetter(run.id(), true));
    }
    RunVisibility scope =
        new RunVisibility("nobody", Set.of(mine.id()), Set.of(), Set.of(named.id(), gone.id()));
    assertThat(list(DEAD.withVisibility(scope))).containsExactly(named, seen);
    assertThat(store.runs().count(DEAD.withVisibility(scope), 100).count()).isEqualTo(2);
    assertThat(list(DEAD.withVisibility(scope).withLimit(1))).containsExactly(named);
    assertThat(list(DEAD.withLabel("none such"))).isEmpty();
    assertThat(list(DEAD.withRegularOnly())).hasSize(3);
  }

  private List<Run> list(RunQuery query) {
    return store.runs().list(query).runs();
  }

  private Run failed(Job job, RunStatus status) {
    Run queued = make.queued(job);
    Run ended =
        queued
            .withStarted(Run.JobRef.of(job), NOON)
            .withFinished(status, NOON.plusSeconds(1), RunResult.failed("It failed"));
    commit(
        new Change.AddRun(queued, ENGINE),
        new Change.StartRun(queued.withStarted(Run.JobRef.of(job), NOON), ENGINE),
        new Change.FinishRun(ended));
    return ended;
  }
}
