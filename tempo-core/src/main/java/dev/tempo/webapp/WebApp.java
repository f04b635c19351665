package dev.tempo.webapp;

import dev.tempo.Run;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page that a script serves, from when it is opened until its script has ended. Thread-safe. */
public final class WebApp {
  private static final Logger LOG = LoggerFactory.getLogger(WebApp.class);

  private final Run first;
  private final Consumer<WebApp> onChange;
  private final CompletableFuture<WebAppStatus> settled = new CompletableFuture<>();
  private final CompletableFuture<WebAppStatus> over = new CompletableFuture<>();
  private volatile WebAppStatus status;
  private volatile CompletableFuture<Run> end = new CompletableFuture<>();
  private volatile boolean stopAsked;

  WebApp(Run first, Consumer<WebApp> onChange) {
    this.first = first;
    this.onChange = onChange;
    this.status = WebAppStatus.starting(first.id());
  }

  /** The id of the run with which it was opened, which stays the same. */
  public UUID id() {
    return first.id();
  }

  /** The run with which it was opened, as it was asked for or found. */
  public Run openedBy() {
    return first;
  }

  /** How it is now. */
  public WebAppStatus status() {
    return status;
  }

  /**
   * Waits until it answers or has ended.
   *
   * @return how it is then
   * @throws IllegalStateException if neither came within this time; it is not touched
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   */
  public WebAppStatus awaitReady(Duration timeout) {
    return await(settled, timeout);
  }

  /**
   * Waits until nothing is left of its script.
   *
   * @return how it is then
   * @throws IllegalStateException if that did not come within this time; it is not touched
   * @throws IllegalArgumentException if the time is negative or longer than 36,525 days
   */
  public WebAppStatus awaitEnd(Duration timeout) {
    return await(over, timeout);
  }

  private WebAppStatus await(CompletableFuture<WebAppStatus> future, Duration timeout) {
    TimeBounds.span("timeout", Objects.requireNonNull(timeout, "timeout"));
    try {
      return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(
          "The page of run " + status.runId() + " is " + status.state() + " after " + timeout, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for a page", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The end of the run that it has now. */
  CompletableFuture<Run> end() {
    return end;
  }

  /** Whether its script was asked to end, which it may not have done yet. */
  public boolean isStopAsked() {
    return stopAsked;
  }

  void askStop() {
    stopAsked = true;
  }

  /** Its script was started again. */
  void again(Run run) {
    end = new CompletableFuture<>();
    change(old -> WebAppStatus.starting(run.id()));
  }

  private void tell() {
    try {
      onChange.accept(this);
    } catch (RuntimeException e) { // or whoever waits for the page would wait for ever
      LOG.warn("The host of the page of run {} failed to take its change", status.runId(), e);
    }
  }

  /** Changes how it is, and says so. Called by one thread at a time. */
  void change(UnaryOperator<WebAppStatus> step) {
    WebAppStatus before = status;
    status = step.apply(before);
    if (status.state() != WebAppState.STARTING) {
      settled.complete(status);
    }
    boolean told = before.state() != status.state() || !before.runId().equals(status.runId());
    if (told) {
      tell();
    }
    if (status.state().isFinal()) {
      over.complete(status);
    }
  }
}
