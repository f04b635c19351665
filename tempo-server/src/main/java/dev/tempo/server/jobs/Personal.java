package dev.tempo.server.jobs;

import dev.tempo.server.http.Given;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What an account has marked jobs with, and has written for them and not saved. */
public interface Personal {

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
  void dropDraft(UUID userId, UUID jobId, Given<Instant> basedOn);
}
