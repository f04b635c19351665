package dev.tempo.store.jdbc.state;

import dev.tempo.Job;
import dev.tempo.store.Change;
import dev.tempo.store.Damage;
import dev.tempo.store.JobStore;
import dev.tempo.store.Store;
import dev.tempo.store.TriggerState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Finds what cannot be read of jobs, and replaces it. */
public final class JobRepair {
  private static final int JOBS_A_PAGE = 500;

  private JobRepair() {}

  /** Reads every job, and returns what cannot be read of them. */
  public static List<Damage> readAll(JobStore jobs) {
    Optional<String> last = Optional.empty();
    List<Job> page = jobs.list(last, JOBS_A_PAGE);
    while (!page.isEmpty()) {
      last = Optional.of(page.getLast().key());
      page = jobs.list(last, JOBS_A_PAGE);
    }
    return jobs.damages();
  }

  /**
   * Replaces what cannot be read, as {@link dev.tempo.store.jdbc.JdbcStore#replaceDamaged} says.
   *
   * @param damaged what the store has found
   */
  public static List<Damage> replaceDamaged(Store store, DamagedJobs damaged) {
    List<Damage> all = readAll(store.jobs());
    for (Job job : damaged.giveUp()) {
      Job saved = job.toBuilder().version(job.version() + 1).build();
      Map<UUID, TriggerState> states = new HashMap<>();
      store.triggers().findByJob(job.id()).forEach(state -> states.put(state.triggerId(), state));
      store.commit(
          List.of(
              new Change.SaveJob(
                  saved, job.triggers().stream().map(one -> states.get(one.id())).toList())));
    }
    return all;
  }
}
