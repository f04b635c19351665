package dev.tempo.webapp;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.internal.message.WebAppMessages;
import dev.tempo.time.TimeSource;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees one page from its start to its end, on a thread of its own. */
final class WebAppWatcher {
  private static final Logger LOG = LoggerFactory.getLogger(WebAppWatcher.class);
  private static final Duration FIRST_LOOK = Duration.ofMillis(50);
  private static final Duration LAST_LOOK = Duration.ofSeconds(1);

  private final WebApps apps;
  private final WebApp app;
  private final WebAppPolicy policy;
  private final TimeSource clock;
  private final ReadinessProbe probe;
  private final List<Integer> had = new ArrayList<>();
  private long givenNanos;

  WebAppWatcher(WebApps apps, WebApp app, WebAppPolicy policy, TimeSource clock) {
    this.apps = apps;
    this.app = app;
    this.policy = policy;
    this.clock = clock;
    this.probe = ReadinessProbe.within(policy.probeTimeout());
  }

  /** What waiting for something came to. */
  private enum Outcome {
    /** The page answers. */
    READY,
    /** The run has ended. */
    ENDED,
    /** The page did not answer in time. */
    LATE,
    /** Nobody watches any more. */
    LEFT
  }

  void run() {
    try {
      see();
    } catch (RuntimeException | Error e) {
      LOG.error("The page of run {} is watched for its end alone", app.status().runId(), e);
      awaitEnd();
    }
  }

  private void awaitEnd() {
    while (!isOver(LAST_LOOK)) {
      LOG.trace("Run {} goes on", app.status().runId());
    }
    if (over() == Outcome.ENDED) {
      end(app.end().join());
    }
  }

  private void see() {
    int retries = 0;
    Outcome outcome = serve();
    while (outcome == Outcome.ENDED
        && retries < policy.portRetries()
        && lostItsPort()
        && isStartedAgain()) {
      retries++;
      outcome = serve();
    }
    if (outcome == Outcome.LATE) {
      outcome = giveUp();
    }
    if (outcome == Outcome.ENDED) {
      end(app.end().join());
    }
  }

  private Outcome serve() {
    Outcome outcome = start();
    return outcome == Outcome.READY ? watch() : outcome;
  }

  private boolean isStartedAgain() {
    Run ended = app.end().join();
    apps.ended(ended.id()).ifPresent(had::add);
    LOG.info("Port of run {} was taken by another program; it is started again", ended.id());
    try {
      apps.again(app, ended);
      return true;
    } catch (RuntimeException e) { // its job may be gone or disabled meanwhile
      LOG.warn("The page of run {} cannot be started again", ended.id(), e);
      return false;
    }
  }

  /** Waits until the page answers; the time counts from when its script was given a port. */
  private Outcome start() {
    Duration pause = FIRST_LOOK;
    OptionalInt port = OptionalInt.empty();
    givenNanos = clock.nanoTime();
    while (!isOver(pause)) {
      if (port.isEmpty()) {
        port = apps.port(app.status().runId());
        givenNanos = clock.nanoTime();
        port.ifPresent(given -> app.change(old -> old.withPort(given)));
        pause = port.isPresent() ? FIRST_LOOK : longer(pause);
        continue;
      }
      Optional<InetSocketAddress> answer = probe.ask(port.getAsInt());
      if (answer.isPresent() && !app.end().isDone() && isOwn(port.getAsInt())) {
        app.change(old -> old.withAnswer(answer.get(), clock.nowMillis()));
        return Outcome.READY;
      }
      if (!isStarting()) {
        return Outcome.LATE;
      }
      pause = longer(pause);
    }
    return over();
  }

  /** Whether no other program than the script listens; notes which process does. */
  private boolean isOwn(int port) {
    PortOwner owner = PortOwner.of(port, app.status().runId());
    if (!owner.isStranger()) {
      app.change(old -> old.withProcess(owner.processId()));
    }
    return !owner.isStranger();
  }

  private boolean isStarting() {
    return clock.nanoTime() - givenNanos <= policy.startTimeout().toNanos();
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LAST_LOOK) > 0 ? LAST_LOOK : twice;
  }

  /** Looks now and then whether the page still answers, which it need not once it is to end. */
  private Outcome watch() {
    int port = app.status().port().orElseThrow();
    while (!isOver(policy.probeInterval())) {
      Optional<InetSocketAddress> answer = probe.ask(port);
      if (answer.isPresent()) {
        app.change(old -> old.withAnswer(answer.get(), clock.nowMillis()));
      } else if (!app.isStopAsked()) {
        app.change(WebAppStatus::withoutAnswer);
      }
    }
    return over();
  }

  /** What never answers is ended: nobody could use it, and nobody would miss it. */
  private Outcome giveUp() {
    String reason = WebAppMessages.LATE.text(policy.startTimeout().toSeconds());
    apps.stop(app, "Tempo");
    while (!isOver(LAST_LOOK)) {
      LOG.debug("Run {} is still ending", app.status().runId());
    }
    if (over() == Outcome.ENDED) {
      finish(WebAppState.FAILED, Optional.of(reason));
    }
    return Outcome.LEFT;
  }

  private void end(Run run) {
    boolean answered = app.status().lastSeenAt().isPresent();
    if (app.isStopAsked() || run.status() == RunStatus.CANCELLED) {
      finish(WebAppState.STOPPED, Optional.empty());
    } else if (run.status() == RunStatus.SUCCESS) {
      finish(
          answered ? WebAppState.STOPPED : WebAppState.FAILED,
          answered ? Optional.empty() : Optional.of(WebAppMessages.ENDED_EARLY.text()));
    } else {
      finish(WebAppState.FAILED, Optional.of(run.error().orElse(run.status().name())));
    }
  }

  private void finish(WebAppState last, Optional<String> why) {
    apps.ended(app.status().runId()).ifPresent(had::add);
    apps.release(had);
    app.change(old -> old.withEnd(last, why));
  }

  /**
   * Whether the script has failed in its first time, and its port is somebody else's. That it has
   * answered does not count: perhaps that was the other one.
   */
  private boolean lostItsPort() {
    OptionalInt port = apps.port(app.status().runId());
    return !app.isStopAsked()
        && isStarting()
        && app.end().join().status() == RunStatus.FAILURE
        && port.isPresent()
        && !PortPool.isBindable(port.getAsInt());
  }

  private Outcome over() {
    return app.end().isDone() ? Outcome.ENDED : Outcome.LEFT;
  }

  /** Waits for so long; true if the run has ended meanwhile, or nobody watches any more. */
  private boolean isOver(Duration pause) {
    CompletableFuture<Object> either = CompletableFuture.anyOf(app.end(), apps.closed());
    try {
      either.get(pause.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      lookWhetherItHasEnded();
      return app.end().isDone();
    } catch (InterruptedException | ExecutionException e) {
      return true; // neither is ever interrupted or fails
    }
  }

  /** Events tell it, and might have been missed. */
  private void lookWhetherItHasEnded() {
    try {
      apps.run(app.status().runId())
          .filter(run -> run.status().isFinal())
          .ifPresent(app.end()::complete);
    } catch (RuntimeException e) { // of a store out of order; it is looked again
      LOG.warn("Run {} could not be looked up: {}", app.status().runId(), e.toString());
    }
  }
}
