package dev.tempo.server.jobs;

import dev.tempo.server.http.json.OptionalField;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Holds an account's marks and drafts of a job. */
public interface JobMarks {

  /** The jobs that are an account's favourites. */
  Set<UUID> favorites(UUID userId);

  /** The tags that an account has given to jobs, besides the jobs' own. */
  Map<UUID, Set<String>> tags(UUID userId);

  /**
   * A job that an account used.
   *
   * @param jobId the job
   * @param at when last
   */
  record UsedJob(UUID jobId, Instant at) {}

  /** The jobs that an account used of late, the last one first. */
  List<UsedJob> used(UUID userId);

  /** Keeps that an account uses a job now. */
  void use(UUID userId, UUID jobId, Instant now);

  /** Whether an account has a draft of a job's script. */
  boolean hasDraft(UUID userId, UUID jobId);

  /**
   * Forgets an account's draft of a job's script, if there is one.
   *
   * @param basedOn if given, only the draft that was kept at this time, or none if null
   */
  void dropDraft(UUID userId, UUID jobId, OptionalField<Instant> basedOn);
}
