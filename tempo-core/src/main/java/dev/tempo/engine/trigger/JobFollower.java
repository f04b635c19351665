package dev.tempo.engine.trigger;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunOrigin;
import dev.tempo.RunPredecessor;
import dev.tempo.RunStatus;
import dev.tempo.Trigger;
import dev.tempo.engine.queue.Admission;
import dev.tempo.engine.state.EngineState;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.engine.turn.Turn;
import dev.tempo.internal.message.JobMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.schedule.AfterJobsSchedule;
import dev.tempo.store.Change;
import dev.tempo.store.TriggerState;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires the triggers that follow other jobs. Used by the loop's thread alone.
 *
 * <p>What follows the end of a run belongs to the decision that ends it, so both are one
 * transaction: a crash neither loses nor doubles it. Of a trigger that waits for several jobs,
 * those that have ended since it fired last are stored with it. Which triggers follow which job is
 * in memory, so that the end of a run that nothing follows costs one look into a map.
 */
public final class JobFollower {
  private static final Logger LOG = LoggerFactory.getLogger(JobFollower.class);
  private static final int PAGE = 1_000;

  private final EngineState state;
  private final Admission admission;
  private final Map<UUID, Map<UUID, UUID>> jobsByTrigger = new HashMap<>();
  private final Map<UUID, Set<UUID>> followedBy = new HashMap<>();
  private final Map<UUID, TriggerState> decided = new HashMap<>();
  private Turn turn;

  public JobFollower(EngineState state, Admission admission) {
    this.state = state;
    this.admission = admission;
  }

  /** Takes up which jobs follow which, as they are stored. */
  public void recover() {
    List<UUID> page = following(Optional.empty());
    while (!page.isEmpty()) {
      page.forEach(jobId -> state.jobs().find(jobId).ifPresent(this::saved));
      page = following(Optional.of(page.getLast()));
    }
  }

  private List<UUID> following(Optional<UUID> after) {
    return state.store().ask(all -> all.triggers().jobsThatFollow(after, PAGE));
  }

  /** A job is as given from now on. */
  public void saved(Job job) {
    removed(job.id());
    for (Trigger trigger : job.triggers()) {
      if (trigger.schedule() instanceof AfterJobsSchedule after) {
        for (UUID other : after.jobs()) {
          jobsByTrigger
              .computeIfAbsent(other, any -> new LinkedHashMap<>())
              .put(trigger.id(), job.id());
          followedBy.computeIfAbsent(job.id(), any -> new HashSet<>()).add(other);
        }
      }
    }
  }

  /** A job is as it is stored: what was decided of it came to nothing. */
  public void reread(UUID jobId) {
    turn = null;
    state.jobs().find(jobId).ifPresentOrElse(this::saved, () -> removed(jobId));
  }

  /** A job is gone; tells of those that followed it, and will not any more. */
  public void deleted(Job job) {
    removed(job.id());
    Set<UUID> left = Set.copyOf(jobsByTrigger.getOrDefault(job.id(), Map.of()).values());
    for (UUID follower : left) {
      LOG.warn(
          "{} was deleted; the trigger of {} that follows it does not fire any more",
          job,
          state.jobs().find(follower).map(Job::toString).orElseGet(follower::toString));
    }
  }

  /**
   * Checks what a job follows.
   *
   * @throws InvalidValueException if it follows a job that there is not, or itself, by others or
   *     not
   */
  public void check(Job job) {
    for (Trigger trigger : job.triggers()) {
      if (trigger.schedule() instanceof AfterJobsSchedule after) {
        for (UUID other : after.jobs()) {
          check(job, other);
        }
      }
    }
  }

  private void check(Job job, UUID predecessorId) {
    if (predecessorId.equals(job.id())) {
      throw new InvalidValueException(JobMessages.FOLLOWS_ITSELF.of(job.key(), job.key()));
    }
    if (state.jobs().find(predecessorId).isEmpty() && !isKnown(job.id(), predecessorId)) {
      throw new InvalidValueException(JobMessages.FOLLOWS_NONE.of(job.key(), predecessorId));
    }
    Optional<List<UUID>> way = way(predecessorId, job.id());
    if (way.isPresent()) {
      throw new InvalidValueException(JobMessages.FOLLOWS_ITSELF.of(job.key(), names(way.get())));
    }
  }

  /** What it followed before may have been deleted since: it can be saved all the same. */
  private boolean isKnown(UUID jobId, UUID predecessorId) {
    return followedBy.getOrDefault(jobId, Set.of()).contains(predecessorId);
  }

  /** By which jobs one follows another, the other one first; empty if it does not. */
  private Optional<List<UUID>> way(UUID from, UUID to) {
    Map<UUID, UUID> cameFrom = new HashMap<>();
    Deque<UUID> open = new ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      UUID at = open.removeFirst();
      if (at.equals(to)) {
        List<UUID> way = new ArrayList<>();
        for (UUID step = at; step != null; step = cameFrom.get(step)) {
          way.add(step);
        }
        way.add(to);
        return Optional.of(way);
      }
      for (UUID next : followedBy.getOrDefault(at, Set.of())) {
        if (!next.equals(from) && cameFrom.putIfAbsent(next, at) == null) {
          open.add(next);
        }
      }
    }
    return Optional.empty();
  }

  private String names(List<UUID> jobs) {
    return jobs.stream()
        .map(id -> state.jobs().find(id).map(Job::key).orElseGet(id::toString))
        .collect(Collectors.joining(" → "));
  }

  /** A run has ended for good: what follows its job fires. */
  public void ended(Turn now, Run run) {
    Map<UUID, UUID> followers = jobsByTrigger.get(run.jobId());
    if (followers == null || !run.isRegular() || run.status() == RunStatus.SKIPPED) {
      return;
    }
    Map.copyOf(followers)
        .forEach(
            (triggerId, jobId) -> {
              Optional<Job> job = state.jobs().find(jobId).filter(Job::enabled);
              job.flatMap(known -> known.trigger(triggerId))
                  .filter(Trigger::enabled)
                  .ifPresent(trigger -> follow(now, job.get(), trigger, run));
            });
  }

  private void follow(Turn now, Job job, Trigger trigger, Run run) {
    AfterJobsSchedule after = (AfterJobsSchedule) trigger.schedule();
    boolean counts =
        RunPredecessor.holds(after.condition(), run.status())
            && TriggerTimes.timetable(job, trigger).allows(now.now());
    if (!counts) {
      return;
    }
    Set<UUID> arrived = arrived(now, job, trigger, after, run);
    boolean isComplete = arrived.isEmpty();
    if (isComplete) {
      RunPredecessor predecessor = new RunPredecessor(firstOf(run), after.condition());
      admission.admit(now, job, RunOrigin.follower(trigger.id(), predecessor));
    }
    Optional<Instant> fired =
        isComplete ? Optional.of(now.now()) : stateOf(now, job, trigger).lastFiredAt();
    TriggerState moved = new TriggerState(trigger.id(), job.id(), Optional.empty(), fired, arrived);
    now.change(new Change.MoveTrigger(moved));
    decided(now).put(trigger.id(), moved);
  }

  /** Those that have ended since it fired last; none if it fires now. */
  private Set<UUID> arrived(
      Turn now, Job job, Trigger trigger, AfterJobsSchedule after, Run ended) {
    if (!after.waitsForSeveral()) {
      return Set.of();
    }
    Set<UUID> arrived = new HashSet<>(stateOf(now, job, trigger).arrived());
    arrived.add(ended.jobId());
    return arrived.containsAll(after.jobs()) ? Set.of() : arrived;
  }

  private static UUID firstOf(Run run) {
    return run.request().firstRunId().orElse(run.id());
  }

  /** What this turn has decided is not in the store yet. */
  private TriggerState stateOf(Turn now, Job job, Trigger trigger) {
    TriggerState known = decided(now).get(trigger.id());
    return known != null
        ? known
        : state
            .store()
            .ask(all -> all.triggers().find(trigger.id()))
            .orElseGet(() -> TriggerTimes.begin(job, trigger, now.now()));
  }

  private Map<UUID, TriggerState> decided(Turn now) {
    if (turn != now) {
      decided.clear();
      turn = now;
    }
    return decided;
  }

  private void removed(UUID jobId) {
    Set<UUID> before = followedBy.remove(jobId);
    if (before != null) {
      for (UUID other : before) {
        Map<UUID, UUID> followers = jobsByTrigger.get(other);
        followers.values().removeIf(jobId::equals);
        if (followers.isEmpty()) {
          jobsByTrigger.remove(other);
        }
      }
    }
  }
}
