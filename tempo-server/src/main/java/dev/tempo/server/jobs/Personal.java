package dev.tempo.server.jobs;

import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What an account has marked jobs with. */
public interface Personal {

  /** The jobs that are an account's favourites. */
  Set<UUID> favorites(UUID userId);

  /** The tags that an account has given to jobs, besides the jobs' own. */
  Map<UUID, Set<String>> tags(UUID userId);
}
