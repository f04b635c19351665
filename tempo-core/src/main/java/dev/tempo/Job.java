package dev.tempo;

import dev.tempo.internal.message.JobMessages;
import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.schedule.FollowCondition;
import dev.tempo.task.ResourceLimits;
import dev.tempo.task.Task;
import dev.tempo.value.StoredText;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Defines what runs, when, and by which policies. Immutable; {@link #toBuilder()} gives a changed
 * copy.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="job"}
 *
 * <p>A job is known by its id, and to people by its key, which is its name unless told otherwise
 * and is unique in a store. Saving a job that was never saved, under the key of one that exists,
 * changes that one: a program may save its jobs at every start.
 */
public final class Job {
  private static final int MAX_NAME_LENGTH = 200;
  private static final int MAX_KEY_LENGTH = 500;
  private static final int FEW_TRIGGERS = 8;

  private final UUID id;
  private final String key;
  private final String name;
  private final Task task;
  private final List<Trigger> triggers;
  private final JobPolicy policy;
  private final ZoneId zone;
  private final boolean enabled;
  private final long version;
  private final Optional<JobDeclaration> declaration;
  private final boolean declares;

  /** Made when it is first needed; the same whoever makes it. */
  private volatile @Nullable Map<UUID, Trigger> triggersById;

  private Job(Builder builder) {
    this.id = builder.id;
    this.key = builder.key;
    this.name = builder.name;
    this.task = builder.task;
    this.triggers = List.copyOf(builder.triggers);
    this.policy = builder.policy;
    this.zone = builder.zone;
    this.enabled = builder.enabled;
    this.version = builder.version;
    this.declaration = builder.declaration;
    this.declares = builder.declares;
  }

  /**
   * Returns a new builder for a job of this name.
   *
   * @throws IllegalArgumentException if the name is blank, longer than 200 characters, or contains
   *     NUL or half of a surrogate pair
   */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Returns a builder that starts from this job, with its id and version. */
  public Builder toBuilder() {
    return new Builder(this);
  }

  /** Its identity, a UUID of version 7. */
  public UUID id() {
    return id;
  }

  /** What people and programs know it by; unique in a store. */
  public String key() {
    return key;
  }

  /** Its name; need not be unique. */
  public String name() {
    return name;
  }

  /** What it runs. */
  public Task task() {
    return task;
  }

  /** When it runs by itself; unmodifiable, may be empty. */
  public List<Trigger> triggers() {
    return triggers;
  }

  /** The trigger of this id. */
  public Optional<Trigger> trigger(UUID triggerId) {
    Objects.requireNonNull(triggerId, "triggerId");
    if (triggers.size() <= FEW_TRIGGERS) {
      return triggers.stream().filter(trigger -> trigger.id().equals(triggerId)).findFirst();
    }
    if (triggersById == null) {
      triggersById = triggers.stream().collect(Collectors.toMap(Trigger::id, Function.identity()));
    }
    return Optional.ofNullable(triggersById.get(triggerId));
  }

  /** How its runs are treated. */
  public JobPolicy policy() {
    return policy;
  }

  /** The zone of its triggers that do not name their own; UTC unless told otherwise. */
  public ZoneId zone() {
    return zone;
  }

  /** Whether it may run at all. */
  public boolean enabled() {
    return enabled;
  }

  /** Counts its saves; 0 before the first. */
  public long version() {
    return version;
  }

  /** Whether a program declares it, and what others have changed; empty if none does. */
  public Optional<JobDeclaration> declaration() {
    return declaration;
  }

  /**
   * Whether saving it declares it, as {@link Builder#declared} says; never so once it is stored.
   */
  public boolean isDeclaring() {
    return declares;
  }

  /** The zone in which a trigger of this job is read. */
  public ZoneId zoneOf(Trigger trigger) {
    Objects.requireNonNull(trigger, "trigger");
    return trigger.bounds().zone().orElse(zone);
  }

  /**
   * True if the other says the same in everything but identity and version; parameters in another
   * order, in which a script would get them, are not the same.
   */
  public boolean sameDefinition(Job other) {
    Objects.requireNonNull(other, "other");
    return key.equals(other.key)
        && name.equals(other.name)
        && task.equals(other.task)
        && order(task).equals(order(other.task))
        && triggers.equals(other.triggers)
        && policy.equals(other.policy)
        && zone.equals(other.zone)
        && declaration.equals(other.declaration)
        && enabled == other.enabled;
  }

  private static List<String> order(Task task) {
    return List.copyOf(task.arguments().plain().keySet());
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Job other
        && id.equals(other.id)
        && version == other.version
        && sameDefinition(other);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, version);
  }

  @Override
  public String toString() {
    return "Job[" + key + " " + id + " v" + version + "]";
  }

  /** Collects a job's parts. Each call checks its value at once. Not thread-safe. */
  public static final class Builder {
    private UUID id = Ids.next();
    private String key;
    private String name;
    private @Nullable Task task;
    private final List<Trigger> triggers = new ArrayList<>();
    private JobPolicy policy = JobPolicy.DEFAULT;
    private ZoneId zone = ZoneOffset.UTC;
    private boolean enabled = true;
    private long version;
    private Optional<JobDeclaration> declaration = Optional.empty();
    private boolean declares;

    private Builder(String name) {
      name(name);
      this.key = name;
    }

    private Builder(Job job) {
      this.id = job.id;
      this.key = job.key;
      this.name = job.name;
      this.task = job.task;
      this.triggers.addAll(job.triggers);
      this.policy = job.policy;
      this.zone = job.zone;
      this.enabled = job.enabled;
      this.version = job.version;
      this.declaration = job.declaration;
    }

    /** Sets its identity, which is otherwise made anew. */
    public Builder id(UUID id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /**
     * Sets what it is known by; otherwise its name. A {@code :} divides folders, so it may be
     * longer than a name: 500 characters.
     *
     * @throws IllegalArgumentException if it is blank, longer than 500 characters, or contains NUL
     *     or half of a surrogate pair
     */
    public Builder key(String key) {
      this.key = checked("key", key, MAX_KEY_LENGTH);
      return this;
    }

    /**
     * Changes the name, but not the key.
     *
     * @throws IllegalArgumentException if it is blank, longer than 200 characters, or contains NUL
     *     or half of a surrogate pair
     */
    public Builder name(String name) {
      this.name = checked("name", name, MAX_NAME_LENGTH);
      return this;
    }

    /** Sets what it runs; needed. */
    public Builder task(Task task) {
      this.task = Objects.requireNonNull(task, "task");
      return this;
    }

    /** Adds a trigger. */
    public Builder trigger(Trigger trigger) {
      this.triggers.add(Objects.requireNonNull(trigger, "trigger"));
      return this;
    }

    /**
     * Adds a trigger that fires after each run of another job that has ended so; see {@link
     * Trigger#after(UUID, FollowCondition)}.
     *
     * @param predecessor a job that is saved
     */
    public Builder after(Job predecessor, FollowCondition condition) {
      Objects.requireNonNull(predecessor, "predecessor");
      return trigger(Trigger.after(predecessor.id(), condition));
    }

    /** Replaces all triggers. */
    public Builder triggers(List<Trigger> triggers) {
      Objects.requireNonNull(triggers, "triggers");
      this.triggers.clear();
      this.triggers.addAll(triggers);
      return this;
    }

    /** Replaces the whole policy: queue, overlap, retry, termination, limits and reruns. */
    public Builder policy(JobPolicy policy) {
      this.policy = Objects.requireNonNull(policy, "policy");
      return this;
    }

    /**
     * Puts its runs on a queue; otherwise {@value JobPolicy#DEFAULT_QUEUE}.
     *
     * @throws IllegalArgumentException if the name is blank, or contains NUL or half of a surrogate
     *     pair
     */
    public Builder queue(String queue) {
      return policy(policy.withQueue(queue));
    }

    /** Sets what happens when two of its runs meet; otherwise {@link OverlapPolicy#QUEUE}. */
    public Builder overlap(OverlapPolicy overlap) {
      return policy(policy.withOverlap(overlap));
    }

    /** Sets whether failed runs are tried again; otherwise they are not. */
    public Builder retry(RetryPolicy retry) {
      return policy(policy.withRetry(retry));
    }

    /**
     * Sets the longest that a run may take; default: no limit.
     *
     * @throws IllegalArgumentException if it is not from 1 ms to 36,525 days in whole milliseconds
     */
    public Builder timeout(Duration timeout) {
      return policy(policy.withTermination(policy.termination().withTimeout(timeout)));
    }

    /**
     * Sets the time between asking a run to end and forcing it; otherwise 5 s.
     *
     * @throws IllegalArgumentException if it is neither 0 nor from 1 ms to 36,525 days in whole
     *     milliseconds
     */
    public Builder grace(Duration grace) {
      return policy(policy.withTermination(policy.termination().withGrace(grace)));
    }

    /** Repeats runs that were lost with their process; otherwise a run starts at most once. */
    public Builder rerunIfLost() {
      return policy(policy.withRerunIfLost(true));
    }

    /**
     * Sets the priority of its runs, which a request may change; otherwise 0. The queue starts the
     * run first that has waited longest, and each step of priority counts as a minute of waiting:
     * so a run of priority 5 goes before all those of priority 0 that came less than five minutes
     * earlier, and none waits for ever.
     *
     * @throws IllegalArgumentException if it is not {@value RunAttributes#MIN_PRIORITY} to {@value
     *     RunAttributes#MAX_PRIORITY}
     */
    public Builder priority(int priority) {
      return policy(policy.withPriority(priority));
    }

    /**
     * Deletes the job by itself once it has nothing left to do: all its triggers are {@linkplain
     * Trigger#at one-time} ones that have been dealt with, none of its runs is queued or runs or
     * will be tried again, and one of the two has happened at all. Its runs and their logs stay, as
     * if it had been {@linkplain Scheduler#delete deleted} by hand. What a crash has kept from
     * being deleted is deleted at the next start. A disabled job stays.
     */
    public Builder deleteWhenDone() {
      return policy(policy.withDeleteWhenDone(true));
    }

    /** Sets what a script may use; otherwise it is not limited. */
    public Builder limits(ResourceLimits limits) {
      return policy(policy.withLimits(limits));
    }

    /**
     * Has its runs executed only by nodes with this label, besides those that were asked for
     * before; otherwise by any. What fits no node that lives waits, and {@link Tempo#explain} says
     * so. Of no account on a store that is one engine's alone.
     *
     * @param value empty for a label that says all by its name
     * @throws IllegalArgumentException if the name is empty, has more than 100 characters, or
     *     contains blanks, {@code ,}, {@code ;} or {@code =}; or if the value has one of these but
     *     {@code =}
     */
    public Builder on(String name, String value) {
      return policy(policy.withNodes(policy.nodes().withLabel(name, value)));
    }

    /**
     * Sets how long its scripts count as running whose node has fallen silent and was declared
     * dead; otherwise a minute. Then they are lost, unless the node has come back and named them.
     *
     * @throws IllegalArgumentException if it is neither 0 nor from 1 ms to 36,525 days in whole
     *     milliseconds
     */
    public Builder lostAfter(Duration lostAfter) {
      return policy(policy.withNodes(policy.nodes().withLostAfter(lostAfter)));
    }

    /** Sets the zone of triggers that do not name their own; otherwise UTC. */
    public Builder zone(ZoneId zone) {
      this.zone = Objects.requireNonNull(zone, "zone");
      return this;
    }

    /** Lets it run, or not; otherwise it may. */
    public Builder enabled(boolean enabled) {
      this.enabled = enabled;
      return this;
    }

    /**
     * Lets saving this job declare the program's part of it: all but what operators have changed
     * since it was last declared, whether it is enabled, and its triggers with their zone. These
     * stay as they are until the program says the same. A program may so declare its jobs at each
     * start; {@link Scheduler#removeUndeclared} deletes those that it does not declare any more.
     */
    public Builder declared() {
      this.declares = true;
      this.declaration = Optional.of(JobDeclaration.UNCHANGED);
      return this;
    }

    /** Sets what is known of its declaration; for stores. */
    public Builder declaration(Optional<JobDeclaration> declaration) {
      this.declaration = Objects.requireNonNull(declaration, "declaration");
      return this;
    }

    /** Sets how often it was saved; for stores. */
    public Builder version(long version) {
      this.version = version;
      return this;
    }

    /**
     * The job.
     *
     * @throws IllegalStateException if it has no task, two triggers with one id, or is to be
     *     deleted when it is done and has a trigger that is never done
     */
    public Job build() {
      if (task == null) {
        throw new IllegalStateException(JobMessages.NO_TASK.text(name));
      }
      long distinct = triggers.stream().map(Trigger::id).distinct().count();
      if (distinct < triggers.size()) {
        throw new IllegalStateException(JobMessages.SAME_TRIGGERS.text(name));
      }
      if (policy.deleteWhenDone() && !triggers.stream().allMatch(Trigger::isOneTime)) {
        throw new IllegalStateException(JobMessages.NEVER_DONE.text(name));
      }
      return new Job(this);
    }

    private static String checked(String what, String value, int limit) {
      Objects.requireNonNull(value, what);
      if (value.isBlank()) {
        throw new InvalidValueException(ValueMessages.BLANK_JOB_NAME.of(what));
      }
      if (value.length() > limit) {
        throw new InvalidValueException(
            ValueMessages.LONG_JOB_NAME.of(
                what, limit, value.length(), value.substring(0, Math.min(20, value.length()))));
      }
      return StoredText.checked("A job's " + what, value);
    }
  }
}
