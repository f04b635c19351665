package dev.tempo.server.forecast;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.server.forecast.PlannedTrigger.Queueing;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A job without its script, of which many may be in memory at once.
 *
 * @param zone of triggers that name none
 */
record ScheduledJob(UUID id, String name, ZoneId zone, Queueing queueing, List<Trigger> triggers) {

  static ScheduledJob of(Job job) {
    Queueing queueing = new Queueing(job.policy().queue(), job.policy().overlap());
    return new ScheduledJob(job.id(), job.name(), job.zone(), queueing, job.triggers());
  }

  /** The jobs after which triggers have it run. */
  Set<UUID> followed() {
    return triggers.stream()
        .filter(trigger -> trigger.schedule() instanceof AfterJobsSchedule)
        .flatMap(trigger -> ((AfterJobsSchedule) trigger.schedule()).jobs().stream())
        .collect(Collectors.toSet());
  }

  Optional<Trigger> trigger(UUID triggerId) {
    return triggers.stream().filter(trigger -> trigger.id().equals(triggerId)).findFirst();
  }
}
