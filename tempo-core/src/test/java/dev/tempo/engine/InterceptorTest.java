package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tempo.Job;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunAttributes;
import dev.tempo.RunInterceptor;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.TempoBuilder;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Handler;
import dev.tempo.task.HandlerFactory;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.RunContext;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is called around handlers, what gives them, and what requests let them carry. */
class InterceptorTest {
  private static final Duration NO_TIME = Duration.ZERO;
  private static final List<String> MADE = new ArrayList<>();

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final MemoryStore store = new MemoryStore();
  private final List<String> told = new ArrayList<>();
  private Optional<Tempo> running = Optional.empty();

  @AfterEach
  void close() {
    running.ifPresent(Tempo::close);
    store.close();
    MADE.clear();
  }

  private TempoBuilder builder() {
    return Tempo.builder().store(store).timeSource(clock);
  }

  private Tempo start(TempoBuilder builder) {
    Tempo tempo = builder.build();
    running = Optional.of(tempo);
    return tempo.start();
  }

  private RunInterceptor telling(String name) {
    return (context, chain) -> {
      told.add(name + " in " + context.attempt());
      try {
        chain.proceed();
      } finally {
        told.add(name + " out");
      }
    };
  }

  private static Job job(Tempo tempo, HandlerTask task) {
    return tempo.save(Job.named("job").task(task).overlap(OverlapPolicy.ALLOW).build());
  }

  @Test
  void interceptors_areCalledAroundEachAttempt_theFirstOneOutermost() {
    Tempo tempo =
        start(
            builder()
                .interceptor(telling("outer"))
                .interceptor(telling("inner"))
                .handler(
                    "h",
                    context -> {
                      told.add(context.handlerName() + " of " + context.run().jobName());
                      if (context.attempt() == 1) {
                        throw new IllegalStateException("Not yet");
                      }
                    }));
    Job job =
        tempo.save(
            Job.named("job")
                .task(Task.handler("h"))
                .retry(RetryPolicy.times(1).withDelay(Duration.ofSeconds(1)))
                .build());
    Run first = tempo.run(job.id()).await(NO_TIME);
    assertThat(first.error()).contains("IllegalStateException: Not yet");
    clock.advance(Duration.ofSeconds(2));
    assertThat(told)
        .containsExactly(
            "outer in 1",
            "inner in 1",
            "h of job",
            "inner out",
            "outer out",
            "outer in 2",
            "inner in 2",
            "h of job",
            "inner out",
            "outer out");
  }

  @Test
  void interceptor_mayFailARun_replaceItsFailure_endIt_andRepeatIt() {
    Tempo tempo =
        start(
            builder()
                .interceptor(
                    (context, chain) -> {
                      switch (context.parameter("what")) {
                        case "fail" -> throw new IllegalArgumentException("Refused");
                        case "forgive" -> {
                          try {
                            chain.proceed();
                          } catch (IllegalStateException e) {
                            context.log("forgiven: " + e.getMessage());
                          }
                        }
                        case "repeat" -> {
                          chain.proceed();
                          chain.proceed();
                        }
                        case "leave" -> context.log("left out");
                        default -> chain.proceed();
                      }
                    })
                .handler(
                    "h",
                    context -> {
                      told.add(context.parameter("what"));
                      if (context.parameter("what").equals("forgive")) {
                        throw new IllegalStateException("Broken");
                      }
                    }));
    Job job = job(tempo, Task.handler("h"));
    Run failed = run(tempo, job, "fail");
    assertThat(failed.status()).isEqualTo(RunStatus.FAILURE);
    assertThat(failed.error()).contains("IllegalArgumentException: Refused");
    Run forgiven = run(tempo, job, "forgive");
    assertThat(forgiven.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines(tempo, forgiven)).containsExactly("forgiven: Broken");
    Run left = run(tempo, job, "leave");
    assertThat(left.status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(lines(tempo, left)).containsExactly("left out");
    assertThat(run(tempo, job, "repeat").status()).isEqualTo(RunStatus.SUCCESS);
    assertThat(told).containsExactly("forgive", "repeat", "repeat");
  }

  private static Run run(Tempo tempo, Job job, String what) {
    return tempo.run(job.id(), RunOptions.DEFAULT.withParameter("what", what)).await(NO_TIME);
  }

  private static List<String> lines(Tempo tempo, Run run) {
    return tempo.logLines(run.id()).map(line -> line.text()).toList();
  }

  @Test
  void contextOfARequest_isCarriedToTheHandlersOfAllAttempts_overARestart() {
    Handler telling =
        context -> {
          told.add(context.attempt() + " " + context.requestContext());
          throw new IllegalStateException("Again");
        };
    Tempo tempo = start(builder().handler("h", telling));
    Job job =
        tempo.save(
            Job.named("job")
                .task(Task.handler("h"))
                .retry(RetryPolicy.times(1).withDelay(Duration.ofHours(1)))
                .build());
    Map<String, String> trace = Map.of("traceparent", "00-4bf92f=&é");
    tempo.run(job.id(), RunOptions.DEFAULT.withContext(trace)).await(NO_TIME);
    tempo.close();
    start(builder().handler("h", telling));
    clock.advance(Duration.ofHours(2));
    assertThat(told).containsExactly("1 " + trace, "2 " + trace);
  }

  @Test
  void contextThatIsTooLong_isRefused_andOthersAreNotFolded() {
    String half = "x".repeat(RunAttributes.MAX_CONTEXT_LENGTH / 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RunOptions.DEFAULT.withContext(Map.of("a", half, "b", half)))
        .withMessage("context.length must be from 0 to 8192, but got 8194");
    Tempo tempo = start(builder().queue("default", 1).handler("h", context -> {}));
    tempo.pauseQueue("default");
    Job job = tempo.save(Job.named("job").task(Task.handler("h")).build());
    RunOptions one = RunOptions.DEFAULT.withContext(Map.of("trace", "1"));
    RunOptions two = RunOptions.DEFAULT.withContext(Map.of("trace", "2"));
    assertThat(tempo.run(job.id(), two).id()).isNotEqualTo(tempo.run(job.id(), one).id());
    assertThat(tempo.run(job.id(), one).id()).isEqualTo(tempo.run(job.id(), one).id());
  }

  /** Made for each run. */
  static final class Counting implements Handler {
    private int calls;

    private Counting() {
      MADE.add("made");
    }

    @Override
    public void run(RunContext context) {
      calls++;
      MADE.add("call " + calls);
    }
  }

  /** Nobody can make one. */
  static final class Demanding implements Handler {
    private final String name;

    Demanding(String name) {
      this.name = name;
    }

    @Override
    public void run(RunContext context) {
      MADE.add("made with " + name);
    }
  }

  @Test
  void handlerOfAClass_isMadeForEachRun_insideTheInterceptors() {
    Tempo tempo =
        start(
            builder()
                .handler(Counting.class)
                .interceptor(
                    (context, chain) -> {
                      MADE.add("before");
                      chain.proceed();
                    }));
    Job job = job(tempo, Task.handler(Counting.class));
    tempo.run(job.id()).await(NO_TIME);
    tempo.run(job.id()).await(NO_TIME);
    assertThat(MADE).containsExactly("before", "made", "call 1", "before", "made", "call 1");
  }

  @Test
  void handlerOfAClass_comesFromTheFactory_whoseFailureIsTheRuns() {
    HandlerFactory factory =
        type -> {
          if (type == Demanding.class) {
            return new Demanding("beans");
          }
          throw new NoSuchElementException("No bean of " + type.getSimpleName());
        };
    Tempo tempo =
        start(
            builder()
                .handler("demanding", Demanding.class)
                .handler(Counting.class)
                .handlerFactory(factory));
    assertThat(tempo.run(job(tempo, Task.handler("demanding")).id()).await(NO_TIME).status())
        .isEqualTo(RunStatus.SUCCESS);
    assertThat(MADE).containsExactly("made with beans");
    assertThat(tempo.run(job(tempo, Task.handler(Counting.class)).id()).await(NO_TIME).error())
        .contains("NoSuchElementException: No bean of Counting");
  }

  @Test
  void classThatCannotBeMade_saysWhatItNeeds() {
    Tempo tempo = start(builder().handler(Demanding.class));
    Run run = tempo.run(job(tempo, Task.handler(Demanding.class)).id()).await(NO_TIME);
    assertThat(run.error().orElseThrow())
        .contains(Demanding.class.getName() + " cannot be made: give it a constructor without")
        .contains("handlerFactory");
  }

  @Test
  void handlers_canBeRegisteredUntilTheStart() {
    Tempo tempo = builder().build();
    running = Optional.of(tempo);
    tempo.handlers().register("late", context -> told.add("late"));
    tempo.handlers().register("class", Counting.class);
    assertThatIllegalStateException()
        .isThrownBy(() -> tempo.handlers().register("late", context -> {}))
        .withMessage("A handler named 'late' is registered already");
    tempo.start();
    tempo.run(job(tempo, Task.handler("late")).id()).await(NO_TIME);
    assertThat(told).containsExactly("late");
    assertThatIllegalStateException()
        .isThrownBy(() -> tempo.handlers().register("later", context -> {}))
        .withMessage("The handler 'later' comes too late: register handlers before start()");
  }

  @Test
  void builder_isReused_withoutSharingWhatIsRegisteredLater() {
    TempoBuilder builder = Tempo.builder().timeSource(clock).handler("one", context -> {});
    Tempo first = builder.build();
    first.handlers().register("two", context -> {});
    try (Tempo second = builder.build()) {
      second.handlers().register("two", context -> {}); // free in this one
    }
    first.close();
  }
}
