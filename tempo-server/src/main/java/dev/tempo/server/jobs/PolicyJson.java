package dev.tempo.server.jobs;

import dev.tempo.Ending;
import dev.tempo.JobPolicy;
import dev.tempo.Leftovers;
import dev.tempo.Overlap;
import dev.tempo.Retry;
import dev.tempo.server.http.Given;
import dev.tempo.server.http.Input;
import dev.tempo.server.http.Json;
import dev.tempo.task.Limits;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How a job's runs are treated, in the API; its fields stand among the job's other fields. */
public final class PolicyJson {
  private static final int MAX_QUEUE_NAME = 100;
  private static final int MAX_RETRIES = 1_000;
  private static final int MAX_PROCESSES = 100_000;
  private static final int MAX_CPU_PERCENT = 100_000;

  private PolicyJson() {}

  /** Puts the fields of a policy into a job. */
  public static void write(Json.Object json, JobPolicy policy) {
    Ending ending = policy.ending();
    json.put("queue", policy.queue())
        .put("overlap", policy.overlap())
        .put("timeoutSeconds", ending.timeout().map(Json::seconds))
        .put("graceSeconds", Json.seconds(ending.grace()))
        .put("leftovers", ending.leftovers())
        .put("retry", retry(policy.retry()))
        .put("rerunIfLost", ending.rerunIfLost())
        .put("limits", limits(policy.limits()));
  }

  static JobPolicy read(Input input, JobPolicy soFar, JobPolicy byDefault) {
    String queue = input.text("queue", MAX_QUEUE_NAME).or(soFar.queue(), byDefault.queue());
    if (queue.isBlank()) {
      input.violation("queue", "must not be blank");
    }
    var retry = input.object("retry", in -> retry(in, soFar.retry()));
    var limits = input.object("limits", in -> limits(in, soFar.limits()));
    return new JobPolicy(
        queue.isBlank() ? soFar.queue() : queue,
        input.choice("overlap", Overlap.class).or(soFar.overlap(), byDefault.overlap()),
        retry.or(soFar.retry(), byDefault.retry()),
        ending(input, soFar.ending(), byDefault.ending()),
        limits.or(soFar.limits(), byDefault.limits()));
  }

  private static Ending ending(Input input, Ending soFar, Ending byDefault) {
    return new Ending(
        input.seconds("timeoutSeconds", TimeBounds.MIN_DURATION).orMaybe(soFar.timeout()),
        seconds(input, "graceSeconds", soFar.grace(), byDefault.grace()),
        input.choice("leftovers", Leftovers.class).or(soFar.leftovers(), byDefault.leftovers()),
        input.flag("rerunIfLost").or(soFar.rerunIfLost(), byDefault.rerunIfLost()));
  }

  private static Retry retry(Input input, Retry soFar) {
    Retry none = Retry.none();
    int count = input.whole("count", 0, MAX_RETRIES).or(soFar.count(), 0);
    Duration delay = seconds(input, "delaySeconds", soFar.delay(), none.delay());
    var backoff = input.choice("backoff", Retry.Backoff.class).or(soFar.backoff(), none.backoff());
    Duration longest = seconds(input, "maxDelaySeconds", soFar.maxDelay(), none.maxDelay());
    double jitter = input.decimal("jitter", 0, 1).or(soFar.jitter(), 0.0);
    return input.checked("", () -> new Retry(count, delay, backoff, longest, jitter), soFar);
  }

  private static Limits limits(Input input, Limits soFar) {
    return new Limits(
        wholeLimit(input.whole("memoryBytes", 1, Long.MAX_VALUE), soFar.memoryBytes()),
        limit(input.whole("cpuPercent", 1, MAX_CPU_PERCENT), soFar.cpuPercent()),
        limit(input.whole("processes", 1, MAX_PROCESSES), soFar.processes()),
        wholeLimit(input.whole("outputBytes", 1, Long.MAX_VALUE), soFar.outputBytes()),
        limit(input.whole("nice", -20, 19), soFar.nice()));
  }

  private static Json.Object retry(Retry retry) {
    return Json.object()
        .put("count", retry.count())
        .put("delaySeconds", Json.seconds(retry.delay()))
        .put("backoff", retry.backoff())
        .put("maxDelaySeconds", Json.seconds(retry.maxDelay()))
        .put("jitter", retry.jitter());
  }

  private static Json.Object limits(Limits limits) {
    return Json.object()
        .put("memoryBytes", limits.memoryBytes())
        .put("cpuPercent", limits.cpuPercent())
        .put("processes", limits.processes())
        .put("outputBytes", limits.outputBytes())
        .put("nice", limits.nice());
  }

  private static Duration seconds(Input input, String field, Duration soFar, Duration byDefault) {
    return input.seconds(field, Duration.ZERO).or(soFar, byDefault);
  }

  private static OptionalInt limit(Given<Integer> given, OptionalInt soFar) {
    if (!given.present()) {
      return soFar;
    }
    Optional<Integer> value = given.value();
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  private static OptionalLong wholeLimit(Given<Long> given, OptionalLong soFar) {
    if (!given.present()) {
      return soFar;
    }
    Optional<Long> value = given.value();
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
