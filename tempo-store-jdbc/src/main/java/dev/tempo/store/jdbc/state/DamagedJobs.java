package dev.tempo.store.jdbc.state;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.store.Damage;
import dev.tempo.store.jdbc.state.JobRow.Part;
import dev.tempo.store.jdbc.state.JobRow.StoredTrigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs of which something could not be read when they were read last: so that it is told, and
 * that saving such a job keeps what was not replaced. Thread-safe.
 */
public final class DamagedJobs {
  private static final Logger LOG = LoggerFactory.getLogger(DamagedJobs.class);

  private static final int LONGEST_TEXT = 200;

  private final Map<UUID, JobRow> rows = new ConcurrentHashMap<>();

  /** Knows of no damage. */
  public DamagedJobs() {}

  /** A job was saved: what was replaced is not damaged any more. */
  void saved(Job job) {
    if (partsToKeep(job).isEmpty() && triggersToKeep(job).isEmpty()) {
      rows.remove(job.id());
    }
  }

  /** From now on a save replaces what cannot be read. */
  public List<Job> giveUp() {
    List<Job> jobs = rows.values().stream().map(JobRow::job).toList();
    rows.clear();
    return jobs;
  }

  void deleted(UUID jobId) {
    rows.remove(jobId);
  }

  /** Remembers what could not be read of a job, and logs it the first time. */
  Job note(JobRow row) {
    UUID id = row.job().id();
    if (!row.isDamaged()) {
      rows.remove(id);
    } else if (rows.put(id, row) == null) {
      for (Damage damage : told(row)) {
        LOG.warn(
            "Job '{}' {}: {} [{}]", row.job().key(), id, damage.words(), shortened(damage.text()));
      }
    }
    return row.job();
  }

  List<Damage> all() {
    return rows.values().stream().flatMap(row -> told(row).stream()).toList();
  }

  /** What of a job that is saved still is a stand-in for what is stored. */
  List<Part> partsToKeep(Job job) {
    List<Part> parts = row(job).map(JobRow::parts).orElse(List.of());
    List<Part> kept =
        parts.stream()
            .filter(part -> !part.name().equals(JobRow.ENABLED) && part.standsIn().test(job))
            .toList();
    return kept.isEmpty()
        ? kept // all was replaced, and whether it runs counts as it is saved
        : parts.stream().filter(part -> part.standsIn().test(job)).toList();
  }

  /** The ids of triggers that cannot be read, unless the job brings others in their place. */
  List<byte[]> triggersToKeep(Job job) {
    List<UUID> replaced = job.triggers().stream().map(Trigger::id).toList();
    return row(job).map(JobRow::triggers).orElse(List.of()).stream()
        .filter(trigger -> !replaced.contains(trigger.uuid().orElseThrow()))
        .map(StoredTrigger::id)
        .toList();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
  }

  private Optional<JobRow> row(Job job) {
    return Optional.ofNullable(rows.get(job.id()));
  }

  private static List<Damage> told(JobRow row) {
    return row.damages().stream().filter(damage -> !damage.part().equals(JobRow.ENABLED)).toList();
  }
}
