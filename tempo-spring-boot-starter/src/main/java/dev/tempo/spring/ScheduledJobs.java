package dev.tempo.spring;

import dev.tempo.Job;
import dev.tempo.RetryPolicy;
import dev.tempo.Scheduler;
import dev.tempo.Trigger;
import dev.tempo.task.Task;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** The jobs that annotations make. */
final class ScheduledJobs {
  private static final String NO_TRIGGER = "-";
  private static final Duration FIRST_RETRY = Duration.ofSeconds(10);
  private static final Duration LAST_RETRY = Duration.ofHours(1);

  private final List<HandlerMethods.Scheduled> methods;
  private final UnaryOperator<String> placeholders;

  ScheduledJobs(List<HandlerMethods.Scheduled> methods, UnaryOperator<String> placeholders) {
    this.methods = methods;
    this.placeholders = placeholders;
  }

  /** Refuses what cannot be saved, before anything is started. */
  void check() {
    methods.forEach(this::made);
  }

  /** Saves the jobs; what operators may change of them stays as it is. */
  void save(Scheduler scheduler) {
    for (HandlerMethods.Scheduled method : methods) {
      Job declared = made(method);
      Job job =
          scheduler
              .findJobByKey(method.name())
              .map(known -> merged(known, declared))
              .orElse(declared);
      scheduler.save(job);
    }
  }

  private static Job merged(Job known, Job declared) {
    // A trigger whose timing is the same keeps its identity, and with it its next time.
    List<Trigger> triggers =
        declared.triggers().stream()
            .map(
                trigger ->
                    known.triggers().stream()
                        .filter(trigger::sameTiming)
                        .findFirst()
                        .orElse(trigger))
            .toList();
    return known.toBuilder()
        .name(declared.name())
        .task(declared.task())
        .policy(declared.policy())
        .triggers(triggers)
        .build();
  }

  private Job made(HandlerMethods.Scheduled method) {
    TempoScheduled annotation = method.annotation();
    Job.Builder job =
        Job.named(method.name())
            .task(Task.handler(method.name()))
            .queue(annotation.queue())
            .overlap(annotation.overlap());
    trigger(method).ifPresent(job::trigger);
    if (annotation.retries() > 0) {
      job.retry(RetryPolicy.times(annotation.retries()).withBackoff(FIRST_RETRY, LAST_RETRY));
    }
    text(annotation.timeout())
        .map(value -> parsed(method, "timeout", value, Duration::parse))
        .ifPresent(job::timeout);
    return job.build();
  }

  private Optional<Trigger> trigger(HandlerMethods.Scheduled method) {
    Optional<String> cron = text(method.annotation().cron());
    Optional<String> every = text(method.annotation().every());
    if (cron.isPresent() == every.isPresent()) {
      throw new IllegalStateException(
          "@TempoScheduled of "
              + method.place()
              + " takes either cron or every, but has "
              + (cron.isPresent() ? "both" : "neither"));
    }
    if (cron.equals(Optional.of(NO_TRIGGER)) || every.equals(Optional.of(NO_TRIGGER))) {
      return Optional.empty();
    }
    Trigger trigger =
        cron.map(text -> parsed(method, "cron", text, Trigger::cron))
            .orElseGet(
                () ->
                    parsed(
                        method,
                        "every",
                        every.orElseThrow(),
                        text -> Trigger.every(Duration.parse(text))));
    return Optional.of(
        text(method.annotation().zone())
            .map(zone -> trigger.withZone(parsed(method, "zone", zone, ZoneId::of)))
            .orElse(trigger));
  }

  private Optional<String> text(String value) {
    return Optional.of(placeholders.apply(value).strip()).filter(text -> !text.isEmpty());
  }

  private static <T> T parsed(
      HandlerMethods.Scheduled method, String attribute, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (RuntimeException e) {
      throw new IllegalStateException(
          "@TempoScheduled("
              + attribute
              + " = \""
              + text
              + "\") of "
              + method.place()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
