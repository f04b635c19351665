package dev.tempo.store.jdbc.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.DuplicatePolicy;
import dev.tempo.DuplicateRunException;
import dev.tempo.Ids;
import dev.tempo.Job;
import dev.tempo.JobDisabledException;
import dev.tempo.NotFoundException;
import dev.tempo.OverlapPolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunCause;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.RunSubmission;
import dev.tempo.Tempo;
import dev.tempo.Uniqueness;
import dev.tempo.secret.SecretCipher;
import dev.tempo.store.Change;
import dev.tempo.store.RunOutbox;
import dev.tempo.store.RunQuery;
import dev.tempo.store.Store;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a store in a database does with runs that are asked for in transactions of the program. */
public abstract class OutboxConformance {
  private static final Duration MOMENT = Duration.ofSeconds(1);

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final List<String> done = new ArrayList<>();
  private String key = "one";
  private Store store;
  private Tempo tempo;
  private Connection connection;

  /** Opens a store; the same each time it is asked for. */
  protected abstract Store open();

  /** Returns a new connection to the store's database, as the program would make it. */
  protected abstract Connection connect() throws SQLException;

  /** Returns a new connection to another database of the same kind. */
  protected abstract Connection connectElsewhere() throws SQLException;

  @BeforeEach
  final void startEngine() throws SQLException {
    start();
    connection = connect();
    connection.setAutoCommit(false);
    execute("CREATE TABLE purchase (id BIGINT)");
    connection.commit();
  }

  @AfterEach
  final void closeEngine() throws SQLException {
    connection.close();
    tempo.close();
    store.close();
  }

  private void start() {
    store = open();
    tempo =
        Tempo.builder()
            .store(store)
            .timeSource(clock)
            .secretCipher(SecretCipher.of(key.repeat(20)))
            .queue("single", 1)
            .handler("note", context -> done.add(context.parameters().getOrDefault("n", "-")))
            .build()
            .start();
  }

  private void restart() {
    tempo.close();
    store.close();
    start();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Job job(String name, OverlapPolicy overlap) {
    return tempo.save(
        Job.named(name).task(Task.handler("note")).overlap(overlap).queue("single").build());
  }

  private static RunOptions numbered(int number) {
    return RunOptions.DEFAULT.withParameter("n", Integer.toString(number));
  }

  private Run found(UUID runId) {
    return tempo.findRun(runId).orElseThrow();
  }

  @Test
  void committed_runsUnderTheIdThatWasTold() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    execute("INSERT INTO purchase VALUES (1)");
    UUID run = tempo.within(connection).run(job.id(), numbered(7));

    clock.advance(Duration.ofMinutes(1));
    assertThat(tempo.findRun(run)).isEmpty();

    connection.commit();
    clock.advance(MOMENT);
    assertThat(found(run).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(found(run).queuedAt()).isEqualTo(Instant.parse("2026-03-28T12:00:00Z"));
    assertThat(done).containsExactly("7");
    clock.advance(Duration.ofMinutes(1));
    assertThat(done).hasSize(1);
    assertThat(store.outbox().orElseThrow().oldest(10)).isEmpty();
  }

  @Test
  void rolledBack_neverWas() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    UUID run = tempo.within(connection).run(job.id());
    connection.rollback();

    clock.advance(Duration.ofMinutes(1));
    assertThat(tempo.findRun(run)).isEmpty();
    assertThat(done).isEmpty();
    assertThatThrownBy(() -> tempo.awaitRun(run, MOMENT)).isInstanceOf(NotFoundException.class);
  }

  @Test
  void awaited_isThereAsSoonAsItIsCommitted() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    UUID run = tempo.within(connection).run(job.id());
    connection.commit();

    assertThat(tempo.awaitRun(run, MOMENT).status()).isEqualTo(RunStatus.SUCCESS);
  }

  @Test
  void thousandInOneTransaction_runInTheirOrder_withThoseOfOthers() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    List<RunSubmission> all = new ArrayList<>();
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      all.add(new RunSubmission(job.id(), numbered(i)));
      numbers.add(Integer.toString(i));
    }
    List<UUID> runs = tempo.within(connection).runAll(all);
    connection.commit();
    clock.advance(MOMENT);

    assertThat(done).containsExactlyElementsOf(numbers);
    assertThat(runs).hasSize(1_000).doesNotHaveDuplicates().isSorted();
    assertThat(tempo.runs(RunQuery.ALL.withJob(job.id()).withLimit(2_000)).runs())
        .extracting(Run::id)
        .containsExactlyElementsOf(runs.reversed());
  }

  @Test
  void committedWhileNoEngineRuns_isTakenAtTheNextStart() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    UUID run = tempo.within(connection).run(job.id());
    tempo.close();
    connection.commit();
    restart();

    clock.advance(MOMENT);
    assertThat(found(run).status()).isEqualTo(RunStatus.SUCCESS);
    restart();
    clock.advance(MOMENT);
    assertThat(done).hasSize(1);
  }

  @Test
  void olderThanWhatWasCountedSince_isCountedOnce_andRuns() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    UUID older = new Ids(1).next(clock.instant().toEpochMilli());
    clock.advance(MOMENT);
    tempo.run(job.id(), numbered(1));
    clock.advance(Duration.ofMinutes(5));
    assertThat(counted(job)).isEqualTo(1);

    RunOutbox.Request held =
        new RunOutbox.Request(older, Run.JobRef.of(job), numbered(2).withPriority(0));
    store.outbox().orElseThrow().add(connection, List.of(held));
    connection.commit();
    clock.advance(MOMENT);
    clock.advance(Duration.ofMinutes(5));

    assertThat(found(older).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(done).containsExactly("1", "2");
    assertThat(counted(job)).isEqualTo(2);
  }

  private long counted(Job job) {
    return tempo.runStatistics(job.id(), Duration.ofDays(1)).stream()
        .mapToLong(bucket -> bucket.counts().runs())
        .sum();
  }

  @Test
  void options_areThoseThatWereGiven() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    Instant later = clock.instant().plus(Duration.ofHours(1));
    UUID id =
        tempo
            .within(connection)
            .runAt(
                job.id(),
                later,
                numbered(5)
                    .withSecretParameter("token", "s3cret")
                    .withPayload("a text")
                    .withCause(RunCause.API)
                    .withStartedBy("ada")
                    .withLabel("orders")
                    .withKey("customer-7")
                    .withContext(Map.of("trace", "t&1"))
                    .withPriority(3)
                    .withUnique(Uniqueness.of("order-5")));
    connection.commit();
    clock.advance(MOMENT);

    Run run = found(id);
    assertThat(run.status()).isEqualTo(RunStatus.QUEUED);
    assertThat(run.timeline().notBefore()).isEqualTo(later);
    assertThat(run.cause()).isEqualTo(RunCause.API);
    assertThat(run.request().origin().startedBy()).contains("ada");
    assertThat(run.request().parameters()).containsEntry("n", "5");
    assertThat(run.request().arguments().secret()).containsOnlyKeys("token");
    assertThat(run.request().arguments().payload().orElseThrow().text()).contains("a text");
    RunAttributes attributes = run.request().attributes();
    assertThat(attributes.label()).contains("orders");
    assertThat(attributes.key()).contains("customer-7");
    assertThat(attributes.uniqueKey()).contains("order-5");
    assertThat(attributes.context()).containsExactly(Map.entry("trace", "t&1"));
    assertThat(attributes.priority()).isEqualTo(3);

    clock.advanceTo(later.plusSeconds(1));
    assertThat(found(id).startedAt()).contains(later);
  }

  @Test
  void whatCanBeKnown_isRefusedAtTheCall() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    Job disabled = tempo.setEnabled(job("off", OverlapPolicy.ALLOW).id(), false);
    UUID nobody = UUID.randomUUID();

    assertThatThrownBy(() -> tempo.within(connection).run(nobody))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> tempo.within(connection).run(disabled.id()))
        .isInstanceOf(JobDisabledException.class);
    assertThatThrownBy(() -> tempo.within(connection).run(job.id(), RunOptions.DEFAULT.asService()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no service");
    assertThatThrownBy(() -> tempo.within("connection").run(job.id()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.sql.Connection")
        .hasMessageContaining("java.lang.String");
    try (Connection elsewhere = connectElsewhere()) {
      elsewhere.setAutoCommit(false);
      assertThatThrownBy(() -> tempo.within(elsewhere).run(job.id()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("in which the store is");
      elsewhere.rollback();
    }
    connection.rollback();
    connection.setAutoCommit(true);
    assertThatThrownBy(() -> tempo.within(connection).run(job.id()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("setAutoCommit(false)");
    assertThat(store.outbox().orElseThrow().oldest(10)).isEmpty();
  }

  @Test
  void sameRequest_isRejectedAtTheCall_orStoodForByTheFirst() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    Uniqueness unique = Uniqueness.of("order-1").withWindow(Duration.ofHours(1));
    UUID first = tempo.within(connection).run(job.id(), numbered(1).withUnique(unique));
    UUID second = tempo.within(connection).run(job.id(), numbered(2).withUnique(unique));
    connection.commit();
    tempo.pauseQueue("single");
    clock.advance(MOMENT);

    assertThat(found(first).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(found(second).status()).isEqualTo(RunStatus.SKIPPED);
    assertThat(found(second).result().error().orElseThrow()).contains(first.toString());
    RunOptions rejected = numbered(3).withUnique(unique.withPolicy(DuplicatePolicy.REJECT));
    assertThatThrownBy(() -> tempo.within(connection).run(job.id(), rejected))
        .isInstanceOf(DuplicateRunException.class);
    assertThat(tempo.run(job.id(), numbered(4).withUnique(unique)).id()).isEqualTo(first);
    connection.rollback();
  }

  /** Its id is from the call, and so less than that of what was asked for before the commit. */
  @Test
  void requestOfALongTransaction_standsForLaterOnes_thoughOneAfterItHasEnded() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    RunOptions unique = numbered(1).withUnique(Uniqueness.of("order-1"));
    UUID held = new Ids(1).next(clock.instant().toEpochMilli());
    clock.advance(MOMENT);
    UUID meanwhile = tempo.run(job.id(), unique).id();
    assertThat(found(meanwhile).status()).isEqualTo(RunStatus.SUCCESS);

    tempo.pauseQueue("single");
    RunOutbox.Request request = new RunOutbox.Request(held, Run.JobRef.of(job), unique);
    store.outbox().orElseThrow().add(connection, List.of(request));
    connection.commit();
    clock.advance(MOMENT);
    assertThat(found(held).status()).isEqualTo(RunStatus.QUEUED);
    assertThat(tempo.run(job.id(), unique).id()).isEqualTo(held);

    tempo.resumeQueue("single");
    clock.advance(MOMENT);
    assertThat(found(held).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(tempo.run(job.id(), unique).id()).isNotEqualTo(held);
  }

  /** The window counts from the call, as the time does at which a run was asked for. */
  @Test
  void windowOfALongTransaction_countsFromTheCall() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    Uniqueness hour = Uniqueness.of("order-1").withWindow(Duration.ofHours(1));
    UUID held = new Ids(1).next(clock.instant().toEpochMilli());
    clock.advance(Duration.ofMinutes(40));
    RunOutbox.Request request =
        new RunOutbox.Request(held, Run.JobRef.of(job), numbered(1).withUnique(hour));
    store.outbox().orElseThrow().add(connection, List.of(request));
    connection.commit();
    clock.advance(MOMENT);
    assertThat(found(held).status()).isEqualTo(RunStatus.SUCCESS);

    assertThat(tempo.run(job.id(), numbered(2).withUnique(hour)).id()).isEqualTo(held);
    clock.advance(Duration.ofMinutes(20));
    assertThat(tempo.run(job.id(), numbered(3).withUnique(hour)).id()).isNotEqualTo(held);
  }

  @Test
  void overlapPolicies_holdAsTheyDoOtherwise() throws SQLException {
    Job skipping = job("skip", OverlapPolicy.SKIP);
    Job folding = job("fold", OverlapPolicy.QUEUE);
    Job replacing = job("replace", OverlapPolicy.REPLACE);
    List<UUID> runs = new ArrayList<>();
    for (Job job : List.of(skipping, folding, replacing)) {
      runs.addAll(
          tempo
              .within(connection)
              .runAll(Collections.nCopies(2, new RunSubmission(job.id(), RunOptions.DEFAULT))));
    }
    connection.commit();
    clock.advance(MOMENT);

    assertThat(runs.stream().map(run -> found(run).status()))
        .containsExactly(
            RunStatus.SUCCESS,
            RunStatus.SKIPPED,
            RunStatus.SUCCESS,
            RunStatus.SKIPPED,
            RunStatus.CANCELLED,
            RunStatus.SUCCESS);
  }

  @Test
  void jobThatIsGoneOrDisabledByThen_cancelsTheRun() throws SQLException {
    Job gone = job("gone", OverlapPolicy.ALLOW);
    Job disabled = job("off", OverlapPolicy.ALLOW);
    UUID ofGone = tempo.within(connection).run(gone.id());
    UUID ofDisabled = tempo.within(connection).run(disabled.id());
    tempo.close();
    connection.commit();
    store.commit(List.of(new Change.DeleteJob(gone.id())));
    store.commit(
        List.of(new Change.SaveJob(disabled.toBuilder().enabled(false).build(), List.of())));
    restart();
    clock.advance(MOMENT);

    assertThat(found(ofGone).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(found(ofGone).jobName()).isEqualTo("gone");
    assertThat(found(ofGone).result().error().orElseThrow()).startsWith("The job was deleted");
    assertThat(found(ofDisabled).status()).isEqualTo(RunStatus.CANCELLED);
    assertThat(found(ofDisabled).result().error().orElseThrow()).contains("disabled");
  }

  @Test
  void whatCannotBeAdmitted_isADeadLetter_andHoldsUpNoOther() throws SQLException {
    Job job = job("ship", OverlapPolicy.ALLOW);
    UUID sealed =
        tempo.within(connection).run(job.id(), numbered(1).withSecretParameter("token", "s3cret"));
    UUID plain = tempo.within(connection).run(job.id(), numbered(2));
    tempo.close();
    connection.commit();
    key = "two"; // the key that the secret was encrypted with is lost
    restart();
    clock.advance(MOMENT);

    assertThat(found(plain).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(found(sealed).status()).isEqualTo(RunStatus.FAILURE);
    assertThat(tempo.runs(RunQuery.ALL.withDeadLettersOnly()).runs())
        .extracting(Run::id)
        .containsExactly(sealed);
    assertThat(store.outbox().orElseThrow().oldest(10)).isEmpty();
  }
}
