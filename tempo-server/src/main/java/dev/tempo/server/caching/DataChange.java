package dev.tempo.server.caching;

import java.util.Set;
import java.util.UUID;

/** What has changed in the database, as far as caches need to know. */
public sealed interface DataChange {

  /** Anything may have changed. */
  record Everything() implements DataChange {}

  /** Settings were saved. */
  record SettingsSaved() implements DataChange {}

  /** Folders were made, changed or deleted. */
  record FoldersChanged() implements DataChange {}

  /** How long runs are kept was changed. */
  record RetentionChanged() implements DataChange {}

  /**
   * Accounts were made, changed or deleted.
   *
   * @param userIds which
   */
  record UsersChanged(Set<UUID> userIds) implements DataChange {
    /** Copies the set. */
    public UsersChanged {
      userIds = Set.copyOf(userIds);
    }
  }

  /**
   * Definitions or details of jobs were saved or deleted.
   *
   * @param jobIds of these
   */
  record JobsChanged(Set<UUID> jobIds) implements DataChange {
    /** Copies the set. */
    public JobsChanged {
      jobIds = Set.copyOf(jobIds);
    }
  }

  /**
   * Runs were queued, have begun, ended, or were deleted.
   *
   * @param jobIds those of these jobs
   */
  record RunsChanged(Set<UUID> jobIds) implements DataChange {
    /** Copies the set. */
    public RunsChanged {
      jobIds = Set.copyOf(jobIds);
    }
  }

  /**
   * Projects were renamed or deleted.
   *
   * @param projectIds which
   */
  record ProjectsChanged(Set<UUID> projectIds) implements DataChange {
    /** Copies the set. */
    public ProjectsChanged {
      projectIds = Set.copyOf(projectIds);
    }
  }

  /** Runs were shown to other people, or to fewer. */
  record SharesChanged() implements DataChange {}

  /** What groups of scripts say, or what was chosen of them, was changed. */
  record GroupsChanged() implements DataChange {}

  /** Queues were paused or resumed by people. */
  record QueuesPaused() implements DataChange {}
}
