package dev.tempo.store.jdbc.state;

import dev.tempo.Job;
import dev.tempo.JobPolicy;
import dev.tempo.Trigger;
import dev.tempo.store.Damage;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.UuidCodec;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.Task;
import java.sql.SQLException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * A job as it was read, with what could not be: each part that cannot be read has a stand-in, and
 * the job is then disabled. A trigger that cannot be read is left out.
 *
 * @param job as the engine sees it
 * @param parts what cannot be read of the job itself
 * @param triggers those that cannot be read
 */
record JobRow(Job job, List<Part> parts, List<StoredTrigger> triggers) {
  /** Stands for a task that cannot be read. */
  static final HandlerTask NO_TASK = Task.handler("a task that cannot be read");

  /** The part that says whether the job runs: off as long as anything cannot be read. */
  static final String ENABLED = "enabled";

  private static final ZoneId NO_ZONE = ZoneOffset.UTC;

  /**
   * A part that cannot be read.
   *
   * @param name what it is
   * @param columns where it stands
   * @param values what stands there
   * @param reason why it cannot be read
   * @param standsIn whether a job still has the stand-in
   */
  record Part(
      String name,
      List<String> columns,
      List<Object> values,
      String reason,
      Predicate<Job> standsIn) {}

  /**
   * A trigger as it was read.
   *
   * @param id its id as it is stored
   * @param trigger empty if it cannot be read
   * @param text what it says, for people
   * @param reason why it cannot be read
   */
  record StoredTrigger(byte[] id, Optional<Trigger> trigger, String text, String reason) {
    Damage damage(UUID jobId) {
      return new Damage(jobId, uuid(), "trigger", text, reason);
    }

    Optional<UUID> uuid() {
      return id.length == 16 ? Optional.of(UuidCodec.uuid(id)) : Optional.of(new UUID(0, 0));
    }
  }

  /** Whether something could not be read. */
  boolean isDamaged() {
    return !parts.isEmpty() || !triggers.isEmpty();
  }

  List<Damage> damages() {
    List<Damage> all = new ArrayList<>();
    for (Part part : parts) {
      all.add(
          new Damage(
              job.id(), Optional.empty(), part.name(), part.values().toString(), part.reason()));
    }
    triggers.forEach(trigger -> all.add(trigger.damage(job.id())));
    return all;
  }

  static StoredTrigger trigger(ResultRow row) throws SQLException {
    byte[] id = row.bytes("id");
    try {
      return new StoredTrigger(id, Optional.of(TriggerColumns.read(row)), "", "");
    } catch (RuntimeException e) {
      List<Object> values = values(row, columns(TriggerColumns.NAMES));
      return new StoredTrigger(id, Optional.empty(), values.toString(), reason(e));
    }
  }

  static JobRow read(ResultRow row, List<StoredTrigger> triggers) throws SQLException {
    Reader reader = new Reader(row);
    UUID id = row.id("id");
    ZoneId zone =
        reader.read("zone", "zone", () -> ZoneId.of(row.text("zone")), NO_ZONE, Job::zone);
    Task task =
        reader.read("task", TaskColumns.NAMES, () -> TaskColumns.read(row), NO_TASK, Job::task);
    JobPolicy policy =
        reader.read(
            "policy",
            PolicyColumns.NAMES,
            () -> PolicyColumns.read(row),
            JobPolicy.DEFAULT,
            Job::policy);
    String name =
        reader.read("name", "name", () -> name(row.text("name")), id.toString(), Job::name);
    String key = reader.read("key", "key", () -> key(row.text("key")), id.toString(), Job::key);
    Job.Builder job =
        Job.named(name).id(id).key(key).version(row.number("version")).zone(zone).task(task);
    job.policy(policy).triggers(triggers.stream().flatMap(one -> one.trigger().stream()).toList());
    job.declaration(ColumnCodecs.declaration(row.optionalInteger("declared")));
    if (!reader.parts.isEmpty()) {
      reader.stoodFor(ENABLED, ENABLED, List.of(row.raw("enabled")), "", j -> !j.enabled());
    }
    return new JobRow(
        job.enabled(row.flag("enabled") && reader.parts.isEmpty()).build(),
        List.copyOf(reader.parts),
        triggers.stream().filter(one -> one.trigger().isEmpty()).toList());
  }

  private static String name(String text) {
    Job.named(text); // refuses what is no name
    return text;
  }

  private static String key(String text) {
    Job.named("any").key(text); // refuses what is no key
    return text;
  }

  private static List<String> columns(String names) {
    return Arrays.asList(names.split(",\\s*"));
  }

  private static List<Object> values(ResultRow row, List<String> columns) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (String column : columns) {
      values.add(row.raw(column));
    }
    return values;
  }

  private static String reason(RuntimeException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  /** What reads a part. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws SQLException;
  }

  /** Reads parts, and remembers those that it cannot read. */
  private static final class Reader {
    private final ResultRow row;
    private final List<Part> parts = new ArrayList<>();

    Reader(ResultRow row) {
      this.row = row;
    }

    <T> T read(
        String name,
        String columns,
        Reading<T> reading,
        T standIn,
        java.util.function.Function<Job, T> reader)
        throws SQLException {
      try {
        return reading.read();
      } catch (RuntimeException e) {
        List<Object> values = values(row, columns(columns));
        stoodFor(name, columns, values, reason(e), job -> standIn.equals(reader.apply(job)));
        return standIn;
      }
    }

    void stoodFor(
        String name, String columns, List<Object> values, String reason, Predicate<Job> standsIn) {
      parts.add(new Part(name, columns(columns), values, reason, standsIn));
    }
  }
}
