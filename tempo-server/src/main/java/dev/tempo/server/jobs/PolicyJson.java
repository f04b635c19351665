package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.JobPolicy;
import dev.tempo.NodePolicy;
import dev.tempo.OrphanPolicy;
import dev.tempo.OverlapPolicy;
import dev.tempo.RetryConditions;
import dev.tempo.RetryPolicy;
import dev.tempo.RunAttributes;
import dev.tempo.TerminationPolicy;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.task.ResourceLimits;
import dev.tempo.value.TimeBounds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** How a job's runs are treated, in the API; its fields stand among the job's other fields. */
public final class PolicyJson {
  private static final int MAX_QUEUE_NAME = 100;
  private static final int MAX_RETRIES = 1_000;
  private static final int MAX_PROCESSES = 100_000;
  private static final int MAX_EXIT_CODE = 255;
  private static final int MAX_CPU_PERCENT = 100_000;
  private static final int MAX_LABELS = 20;
  private static final int MAX_LABEL = 201;

  private PolicyJson() {}

  static JobPolicy read(JsonInput input, JobPolicy current, JobPolicy defaultValue) {
    String queue = input.text("queue", MAX_QUEUE_NAME).or(current.queue(), defaultValue.queue());
    if (queue.isBlank()) {
      input.violation("queue", message("api.value.blank"));
    }
    var retry = input.object("retry", in -> retry(in, current.retry()));
    var limits = input.object("limits", in -> limits(in, current.limits()));
    return new JobPolicy(
        queue.isBlank() ? current.queue() : queue,
        input.choice("overlap", OverlapPolicy.class).or(current.overlap(), defaultValue.overlap()),
        retry.or(current.retry(), defaultValue.retry()),
        termination(input, current.termination(), defaultValue.termination()),
        limits.or(current.limits(), defaultValue.limits()),
        input.flag("rerunIfLost").or(current.rerunIfLost(), defaultValue.rerunIfLost()),
        input
            .whole("priority", RunAttributes.MIN_PRIORITY, RunAttributes.MAX_PRIORITY)
            .or(current.priority(), defaultValue.priority()),
        input.flag("deleteWhenDone").or(current.deleteWhenDone(), defaultValue.deleteWhenDone()),
        nodes(input, current.nodes()));
  }

  private static NodePolicy nodes(JsonInput input, NodePolicy current) {
    List<String> labels =
        input.texts("nodeLabels", MAX_LABELS, MAX_LABEL).or(current.labelTexts(), List.of());
    Optional<Duration> lostAfter =
        input.seconds("lostAfterSeconds", Duration.ZERO).orMaybe(current.lostAfter());
    return input.checked(
        "nodeLabels", () -> new NodePolicy(NodePolicy.labelsOf(labels), lostAfter), current);
  }

  private static TerminationPolicy termination(
      JsonInput input, TerminationPolicy current, TerminationPolicy defaultValue) {
    return new TerminationPolicy(
        input.seconds("timeoutSeconds", TimeBounds.MIN_DURATION).orMaybe(current.timeout()),
        seconds(input, "graceSeconds", current.grace(), defaultValue.grace()),
        input
            .choice("leftovers", OrphanPolicy.class)
            .or(current.orphans(), defaultValue.orphans()));
  }

  private static RetryPolicy retry(JsonInput input, RetryPolicy current) {
    RetryPolicy none = RetryPolicy.none();
    int count = input.whole("count", 0, MAX_RETRIES).or(current.count(), 0);
    Duration delay = seconds(input, "delaySeconds", current.delay(), none.delay());
    var backoff =
        input.choice("backoff", RetryPolicy.Backoff.class).or(current.backoff(), none.backoff());
    Duration longest = seconds(input, "maxDelaySeconds", current.maxDelay(), none.maxDelay());
    double jitter = input.decimal("jitter", 0, 1).or(current.jitter(), 0.0);
    RetryConditions conditions = conditions(input, current.conditions());
    return input.checked(
        "", () -> new RetryPolicy(count, delay, backoff, longest, jitter, conditions), current);
  }

  /** What Java programs say of exceptions stays. */
  private static RetryConditions conditions(JsonInput input, RetryConditions current) {
    return new RetryConditions(
        current.retryOn(),
        current.abortOn(),
        exitCodes(input, "retryOnExitCodes", current.retryOnExitCodes()),
        exitCodes(input, "abortOnExitCodes", current.abortOnExitCodes()));
  }

  private static Set<Integer> exitCodes(JsonInput input, String field, Set<Integer> current) {
    return Set.copyOf(input.wholes(field, 1, MAX_EXIT_CODE).or(List.copyOf(current), List.of()));
  }

  private static ResourceLimits limits(JsonInput input, ResourceLimits current) {
    return new ResourceLimits(
        wholeLimit(input.whole("memoryBytes", 1, Long.MAX_VALUE), current.memoryBytes()),
        limit(input.whole("cpuPercent", 1, MAX_CPU_PERCENT), current.cpuPercent()),
        limit(input.whole("processes", 1, MAX_PROCESSES), current.processes()),
        wholeLimit(input.whole("outputBytes", 1, Long.MAX_VALUE), current.outputBytes()),
        limit(input.whole("nice", -20, 19), current.nice()));
  }

  private static Duration seconds(
      JsonInput input, String field, Duration current, Duration defaultValue) {
    return input.seconds(field, Duration.ZERO).or(current, defaultValue);
  }

  private static OptionalInt limit(OptionalField<Integer> values, OptionalInt current) {
    if (!values.present()) {
      return current;
    }
    Optional<Integer> value = values.value();
    return value.isPresent() ? OptionalInt.of(value.get()) : OptionalInt.empty();
  }

  private static OptionalLong wholeLimit(OptionalField<Long> values, OptionalLong current) {
    if (!values.present()) {
      return current;
    }
    Optional<Long> value = values.value();
    return value.isPresent() ? OptionalLong.of(value.get()) : OptionalLong.empty();
  }
}
