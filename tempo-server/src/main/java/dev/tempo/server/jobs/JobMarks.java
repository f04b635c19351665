package dev.tempo.server.jobs;

import dev.tempo.server.http.json.OptionalField;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Holds an account's marks and drafts of a job. */
public interface JobMarks {

  /** The jobs that are an account's favourites. */
  Set<UUID> favorites(UUID userId);

  /** The tags that an account has given to jobs, besides the jobs' own. */
  Map<UUID, Set<String>> tags(UUID userId);

  /** Whether an account has a draft of a job's script. */
  boolean hasDraft(UUID userId, UUID jobId);

  /**
   * Forgets an account's draft of a job's script, if there is one.
   *
   * @param basedOn if given, only the draft that was kept at this time, or none if null
   */
  void dropDraft(UUID userId, UUID jobId, OptionalField<Instant> basedOn);
}
