package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.Run;
import dev.tempo.RunOptions;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.store.RunQuery;
import dev.tempo.task.Handler;
import dev.tempo.task.NonRetryableException;
import dev.tempo.task.RetryDelay;
import dev.tempo.task.Task;
import dev.tempo.testkit.VirtualClock;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.MDC;

/** Which failures are tried again, and after how long. */
class RetryTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final RetryPolicy THREE = RetryPolicy.times(3).withDelay(Duration.ofMinutes(1));

  private final VirtualClock clock = VirtualClock.at("2026-03-28T12:00:00Z");
  private final List<Instant> attempts = new ArrayList<>();

  @Test
  void exceptionsDecide_whetherAHandlerIsTriedAgain() {
    RetryPolicy policy =
        THREE.withRetryOn(IOException.class).withAbortOn(FileNotFoundException.class);
    assertThat(attempts(policy, failing(new IOException()), NOTHING)).hasSize(4);
    assertThat(attempts(policy, failing(new FileNotFoundException()), NOTHING)).hasSize(1);
    assertThat(attempts(policy, failing(new IllegalStateException()), NOTHING)).hasSize(1);
    assertThat(attempts(THREE, failing(new NonRetryableException("no")), NOTHING)).hasSize(1);
  }

  @Test
  void delay_isComputedFromTheAttemptAndTheException() {
    List<String> asked = new ArrayList<>();
    RetryDelay delay =
        (retry, failure, usual) -> {
          asked.add(retry + " " + failure.getMessage() + " " + usual);
          return Duration.ofSeconds(retry);
        };
    List<Instant> times = attempts(THREE, failing(new IOException("busy")), delay);

    Instant first = times.getFirst();
    assertThat(times)
        .containsExactly(first, first.plusSeconds(1), first.plusSeconds(3), first.plusSeconds(6));
    assertThat(asked).containsExactly("1 busy PT1M", "2 busy PT1M", "3 busy PT1M");
  }

  @Test
  void delayThatCannotBeComputed_isThatOfThePolicy() {
    RetryDelay broken =
        (retry, failure, usual) -> {
          if (retry == 1) {
            throw new IllegalStateException("no");
          }
          return Duration.ofSeconds(-retry);
        };
    List<Instant> times = attempts(THREE, failing(new IOException()), broken);
    assertThat(Duration.between(times.getFirst(), times.getLast())).hasMinutes(3);
  }

  @Test
  void exitCodesDecide_whetherAScriptIsTriedAgain(@TempDir Path directory) {
    try (Tempo tempo = Tempo.builder().workDirectory(directory).build().start()) {
      RetryPolicy policy = RetryPolicy.times(2).withDelay(Duration.ofMillis(1));
      assertThat(scripts(tempo, policy.withRetryOnExitCodes(75), "exit 75")).hasSize(3);
      assertThat(scripts(tempo, policy.withRetryOnExitCodes(75), "exit 3")).hasSize(1);
      assertThat(scripts(tempo, policy.withAbortOnExitCodes(3), "exit 3")).hasSize(1);
      assertThat(scripts(tempo, policy.withRetryOnExitCodes(75), "kill -9 $$")).hasSize(1);
    }
  }

  @Test
  void hostsLog_hasTheTrace_withoutWhatTheRunKeepsSecret() {
    List<String> told = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger("dev.tempo.failure");
    java.util.logging.Handler listener = new Listener(told);
    logger.addHandler(listener);
    Handler handler =
        run -> {
          throw new IOException("401 for token " + run.parameter("token"));
        };
    try (Tempo tempo = Tempo.builder().timeSource(clock).handler("fail", handler).build().start()) {
      Job job = tempo.save(Job.named("Nightly").task(Task.handler("fail")).build());
      tempo.run(job.id(), RunOptions.DEFAULT.withSecretParameter("token", "s3cr3t-t0ken"));
    } finally {
      logger.removeHandler(listener);
    }
    assertThat(told).hasSize(1);
    assertThat(told.getFirst())
        .contains("Nightly", "401 for token", "at dev.tempo")
        .doesNotContain("s3cr3t-t0ken");
  }

  /** Keeps what a logger is told. */
  private static final class Listener extends java.util.logging.Handler {
    private final List<String> told;

    Listener(List<String> told) {
      this.told = told;
    }

    @Override
    public void publish(LogRecord log) {
      told.add(log.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void handler_logsUnderItsRun_onAThreadNamedAfterItsJob() {
    List<String> seen = new CopyOnWriteArrayList<>();
    Handler handler =
        run -> {
          seen.add(Thread.currentThread().getName());
          seen.add(MDC.get("tempo.job"));
          seen.add(MDC.get("tempo.run"));
        };
    try (Tempo tempo = Tempo.builder().handler("look", handler).build().start()) {
      Job job = tempo.save(Job.named("Nightly").task(Task.handler("look")).build());
      Run run = tempo.run(job.id()).await(SOON);
      assertThat(seen).containsExactly("tempo-run Nightly", "Nightly", run.id().toString());
    }
  }

  private static final RetryDelay NOTHING = (retry, failure, usual) -> usual;

  private Handler failing(Exception failure) {
    return run -> {
      attempts.add(clock.instant());
      throw failure;
    };
  }

  private List<Instant> attempts(RetryPolicy policy, Handler handler, RetryDelay delay) {
    attempts.clear();
    try (Tempo tempo =
        Tempo.builder().timeSource(clock).handler("fail", handler, delay).build().start()) {
      Job job = tempo.save(Job.named("j").task(Task.handler("fail")).retry(policy).build());
      tempo.run(job.id());
      clock.advance(Duration.ofHours(1));
    }
    return List.copyOf(attempts);
  }

  private static List<Run> scripts(Tempo tempo, RetryPolicy policy, String script) {
    Job job = tempo.save(Job.named(script + policy).task(Task.shell(script)).retry(policy).build());
    Run last = tempo.run(job.id()).await(SOON);
    RunQuery ofJob = RunQuery.ALL.withJob(job.id());
    while (tempo.store().runs().list(ofJob.withStatus(RunStatus.QUEUED)).runs().size()
            + tempo.store().runs().list(ofJob.withStatus(RunStatus.RUNNING)).runs().size()
        > 0) {
      Run next = tempo.store().runs().list(ofJob).runs().getFirst();
      last = tempo.awaitRun(next.id(), SOON);
    }
    assertThat(last.status()).isEqualTo(RunStatus.FAILURE);
    return tempo.store().runs().list(ofJob).runs();
  }
}
