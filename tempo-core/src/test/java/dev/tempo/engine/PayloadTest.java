package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.RunProgress;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.event.Event;
import dev.tempo.log.LogLine;
import dev.tempo.store.RunQuery;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Handler;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.Payload;
import dev.tempo.task.PayloadCodec;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What handlers are given, what they hand over, and what they say and ask while they run. */
class PayloadTest {
  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration SOON = Duration.ofSeconds(60);

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final MemoryStore store = new MemoryStore();
  private final List<String> told = new ArrayList<>();
  private Optional<Tempo> running = Optional.empty();

  /** Numbers as decimal digits. */
  private static final class Digits implements PayloadCodec {
    @Override
    public String encode(Object value) {
      return Integer.toString((Integer) value);
    }

    @Override
    public <T> T decode(String text, Class<T> type) {
      return type.cast(Integer.valueOf(text));
    }
  }

  @AfterEach
  void close() {
    running.ifPresent(Tempo::close);
    store.close();
  }

  private TempoBuilder builder() {
    return Tempo.builder().store(store).timeSource(clock);
  }

  private Tempo start(TempoBuilder builder) {
    Tempo tempo = builder.build().start();
    running = Optional.of(tempo);
    return tempo;
  }

  private Tempo start(Handler handler) {
    return start(builder().handler("h", handler));
  }

  private static Job job(Tempo tempo, HandlerTask task) {
    return tempo.save(Job.named("job").task(task).overlap(OverlapPolicy.ALLOW).build());
  }

  @Test
  void payload_isTheRunsOwnOrThatOfItsJob_forAllAttempts_overARestart() {
    Handler telling =
        context -> {
          told.add(context.attempt() + context.payload(String.class));
          throw new IllegalStateException("Again");
        };
    Tempo tempo = start(telling);
    Job job =
        tempo.save(
            Job.named("job")
                .task(Task.handler("h", "of the job"))
                .retry(RetryPolicy.times(1).withDelay(Duration.ofHours(1)))
                .build());
    assertThat(job.task().arguments().payload()).contains(Payload.encoded("of the job"));
    tempo.run(job.id()).await(NO_TIME);
    tempo.run(job.id(), RunOptions.DEFAULT.withPayload("its own")).await(NO_TIME);
    tempo.close();
    start(telling);
    clock.advance(Duration.ofHours(2));
    assertThat(told).containsExactly("1of the job", "1its own", "2of the job", "2its own");
  }

  @Test
  void payloadThatCannotBeKept_isRefusedAtOnce() {
    Tempo tempo = start(context -> {});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job(tempo, Task.handler("h", 7)))
        .withMessageContaining("The payload of the job 'job', a java.lang.Integer, cannot be")
        .withMessageContaining("JacksonPayloadCodec");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> job(tempo, Task.handler("h", "é".repeat(40_000))))
        .withMessageContaining("has 80,000 bytes; at most 65,536 are kept. Store it elsewhere");
    assertThat(tempo.findJobByKey("job")).isEmpty();

    Job job = job(tempo, Task.handler("h"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.run(job.id(), RunOptions.DEFAULT.withPayload(7)));
    Job script = tempo.save(Job.named("script").task(Task.shell("true")).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.run(script.id(), RunOptions.DEFAULT.withPayload("x")))
        .withMessage("The job 'script' runs no handler: only handlers take a payload");
    assertThat(tempo.runs(RunQuery.ALL).runs()).isEmpty();
  }

  @Test
  void typeOfAPayload_isCheckedWhenItIsSavedAndAskedFor() {
    Tempo tempo =
        start(
            builder()
                .payloadCodec(new Digits())
                .handler("double", Integer.class, (context, n) -> context.result(2 * n)));
    Job job = job(tempo, Task.handler("double", 21));
    RunHandle handle = tempo.run(job.id());
    assertThat(handle.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(handle.result(Integer.class)).contains(42);
    assertThat(tempo.save(job)).isEqualTo(job); // a text by now, and not encoded again

    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.run(job.id(), RunOptions.DEFAULT.withPayload("x")))
        .withMessageContaining("must be a java.lang.Integer, which its handler takes, but is a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.run(job.id(), RunOptions.DEFAULT.withPayload(Payload.encoded("x"))))
        .withMessageContaining("is no java.lang.Integer: NumberFormatException");
  }

  @Test
  void handlerWithoutItsPayload_fails_andIsNotTriedAgain() {
    Tempo tempo = start(context -> context.payload(String.class));
    Job job =
        tempo.save(Job.named("job").task(Task.handler("h")).retry(RetryPolicy.times(5)).build());
    Run run = tempo.run(job.id()).awaitLast(NO_TIME);
    assertThat(run.attempt()).isEqualTo(1);
    assertThat(run.error().orElseThrow()).contains("The run of 'job' has no payload");
  }

  @Test
  void result_isKeptWithTheRun_howeverThatEnds() {
    Tempo tempo =
        start(
            context -> {
              context.result("first");
              context.result(context.parameter("r"));
              if (context.parameter("r").equals("bad")) {
                throw new IllegalStateException("After all");
              }
            });
    Job job = job(tempo, Task.handler("h"));
    UUID good = run(tempo, job, "good");
    UUID bad = run(tempo, job, "bad");
    assertThat(tempo.result(good, String.class)).contains("good");
    assertThat(tempo.findRun(bad).orElseThrow().status()).isEqualTo(RunStatus.FAILURE);
    assertThat(tempo.result(bad, String.class)).contains("bad");
    UUID tooLong = run(tempo, job, "x".repeat(Payload.MAX_BYTES + 1));
    assertThat(tempo.findRun(tooLong).orElseThrow().error().orElseThrow())
        .contains("The result of 'job' has 65,537 bytes");
    assertThat(tempo.result(tooLong, String.class)).contains("first");
    tempo.deleteRuns(List.of(good));
    assertThat(tempo.result(good, String.class)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> tempo.result(bad, Integer.class))
        .withMessageContaining("is no java.lang.Integer");
  }

  private static UUID run(Tempo tempo, Job job, String result) {
    return tempo.run(job.id(), RunOptions.DEFAULT.withParameter("r", result)).id();
  }

  @Test
  void progress_isToldSeldom_andItsLastWordAlways() {
    List<RunProgress> heard = new ArrayList<>();
    Tempo tempo =
        start(
            context -> {
              for (int step = 0; step < 950; step++) {
                context.progress(step, 1000, step < 500 ? "Copying" : "Checking\nagain");
              }
            });
    tempo.onEvent(
        event -> {
          if (event instanceof Event.RunProgressed progressed) {
            heard.add(progressed.progress());
          }
        });
    RunHandle handle = tempo.run(job(tempo, Task.handler("h")).id());
    assertThat(handle.await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(heard) // no time passes meanwhile
        .containsExactly(
            new RunProgress(0, 1000, "Copying"), new RunProgress(949, 1000, "Checking again"));
    assertThat(tempo.logLines(handle.id()).map(LogLine::text))
        .containsExactly("::progress 0::Copying", "::progress 94::Checking again");
  }

  @Test
  void progress_needsNoTotal() {
    List<Long> heard = new ArrayList<>();
    Tempo tempo =
        start(
            context -> {
              for (int step = 0; step < 10; step++) {
                context.progress(step, 0, "");
              }
              context.progress(7, 7, "");
            });
    tempo.onEvent(
        event -> {
          if (event instanceof Event.RunProgressed progressed) {
            heard.add(progressed.progress().done());
          }
        });
    RunHandle handle = tempo.run(job(tempo, Task.handler("h")).id());
    assertThat(heard).containsExactly(0L, 7L);
    assertThat(tempo.logLines(handle.id()).map(LogLine::text)).containsExactly("::progress 100");
    assertThatIllegalArgumentException().isThrownBy(() -> new RunProgress(-1, 1, ""));
    assertThat(new RunProgress(9, 7, "").percent()).hasValue(100);
    assertThat(new RunProgress(9, 0, "").percent()).isEmpty();
  }

  @Test
  void handler_startsReadsAndCancelsRuns() {
    try (Tempo tempo =
        Tempo.builder()
            .handler(
                "parent",
                context -> {
                  UUID child = UUID.fromString(context.parameter("child"));
                  RunHandle started =
                      context.tempo().run(child, RunOptions.DEFAULT.withPayload("hello"));
                  Run ended = started.await(SOON);
                  context.result(ended.status() + " " + started.result(String.class).orElse(""));
                  RunHandle later =
                      context.tempo().runAt(child, context.now().plus(SOON), RunOptions.DEFAULT);
                  context.log("cancelled " + context.tempo().cancel(later.id()));
                })
            .handler("child", context -> context.result(context.payload(String.class) + "!"))
            .build()
            .start()) {
      Job child = tempo.save(Job.named("child").task(Task.handler("child")).build());
      Job parent =
          tempo.save(
              Job.named("parent")
                  .task(Task.handler("parent").withParameter("child", child.id().toString()))
                  .build());
      RunHandle handle = tempo.run(parent.id());
      assertThat(handle.await(SOON).error()).isEmpty();
      assertThat(handle.result(String.class)).contains("SUCCESS hello!");
      assertThat(tempo.logLines(handle.id()).map(LogLine::text)).containsExactly("cancelled true");
    }
  }

  @Test
  void handler_startsRuns_alsoByAVirtualClock() {
    AtomicReference<UUID> child = new AtomicReference<>();
    Tempo tempo =
        start(
            builder()
                .handler(
                    "parent",
                    context -> told.add("" + context.tempo().run(child.get()).await(SOON).status()))
                .handler("child", context -> told.add("child")));
    child.set(tempo.save(Job.named("child").task(Task.handler("child")).build()).id());
    Job parent = tempo.save(Job.named("parent").task(Task.handler("parent")).build());
    assertThat(tempo.run(parent.id()).await(NO_TIME).status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(told).containsExactly("child", "SUCCESS");
  }

  @Test
  void whatAThreadLogsThatOutlivesItsHandler_isDropped() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    AtomicReference<Future<?>> late = new AtomicReference<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        Tempo tempo =
            Tempo.builder()
                .handler("h", context -> late.set(threads.submit(() -> logLater(context, over))))
                .handler(
                    "loud",
                    context -> {
                      context.log("in time");
                      late.set(threads.submit(() -> logLater(context, over)));
                    })
                .build()
                .start()) {
      Run quiet = tempo.run(job(tempo, Task.handler("h")).id()).await(SOON);
      Future<?> first = late.get();
      Job loudJob = tempo.save(Job.named("loud").task(Task.handler("loud")).build());
      Run loud = tempo.run(loudJob.id()).await(SOON);
      over.countDown();
      first.get(60, TimeUnit.SECONDS);
      late.get().get(60, TimeUnit.SECONDS);
      assertThat(tempo.logLines(quiet.id())).isEmpty();
      assertThat(tempo.logLines(loud.id()).map(LogLine::text)).containsExactly("in time");
    }
  }

  private static Void logLater(RunContext context, CountDownLatch over)
      throws InterruptedException {
    over.await();
    context.log("too late");
    context.progress(1, 2, "too late");
    return null;
  }
}
