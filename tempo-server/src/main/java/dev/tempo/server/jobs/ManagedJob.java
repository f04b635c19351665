package dev.tempo.server.jobs;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.task.ScriptTask;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A job, as the library and as the server know it.
 *
 * @param job the definition
 * @param details everything else
 */
public record ManagedJob(Job job, JobDetails details) {

  /** Counts its saves: those of the definition, and those of the details alone. */
  public long version() {
    return job.version() + details.stamps().revision();
  }

  /** The names of its secret variables, with and without a value. */
  public Set<String> secretVariables() {
    Set<String> names = new TreeSet<>(details.secretVariables());
    names.addAll(sealedVariables());
    return names;
  }

  /** The names of its secret variables that have a value. */
  public Set<String> sealedVariables() {
    return job.task() instanceof ScriptTask script
        ? script.settings().secrets().keySet()
        : Set.of();
  }

  /** The path of its folder; empty for one at the top. */
  public String folderPath() {
    String key = job.key();
    return key.substring(0, Math.max(0, key.lastIndexOf(':')));
  }

  /** The last part of its key, by which it stands in paths. */
  public String safeName() {
    String key = job.key();
    return key.substring(key.lastIndexOf(':') + 1);
  }

  /** Parameters that runs by its triggers would lack; none if no trigger fires. */
  List<String> unattended() {
    boolean fires = job.enabled() && job.triggers().stream().anyMatch(Trigger::enabled);
    return fires ? ParameterValues.unattended(details.behaviour().parameters()) : List.of();
  }

  /** True if triggers have all fired once, so that a job can be deleted when it is done. */
  public static boolean endsSometime(Collection<Trigger> triggers) {
    return triggers.stream().allMatch(Trigger::isOneTime);
  }
}
