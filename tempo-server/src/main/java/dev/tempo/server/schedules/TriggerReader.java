package dev.tempo.server.schedules;

import dev.tempo.FiringPolicy;
import dev.tempo.Ids;
import dev.tempo.MisfirePolicy;
import dev.tempo.Trigger;
import dev.tempo.TriggerBounds;
import dev.tempo.schedule.DstPolicy;
import dev.tempo.schedule.Schedule;
import dev.tempo.server.http.json.JsonInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Reads triggers. */
public final class TriggerReader {
  private static final int MAX_DATES = 1_000;

  private final JsonInput input;
  private final Optional<Trigger> current;

  private TriggerReader(JsonInput input, Optional<Trigger> current) {
    this.input = input;
    this.current = current;
  }

  /**
   * Reads a trigger of a job; one that carries the id of a trigger that the job has changes that
   * one.
   *
   * @return empty if it is not valid, which the input then knows
   */
  public static Optional<Trigger> read(JsonInput input, List<Trigger> existing) {
    Optional<UUID> id = input.uuid("id").value();
    Optional<Trigger> old =
        existing.stream().filter(t -> id.equals(Optional.of(t.id()))).findFirst();
    return new TriggerReader(input, old).read();
  }

  /**
   * Reads a change of one trigger.
   *
   * @return empty if it is not valid, which the input then knows
   */
  public static Optional<Trigger> change(JsonInput input, Trigger old) {
    return new TriggerReader(input, Optional.of(old)).read();
  }

  private Optional<Trigger> read() {
    input.computed("nextRunAt", "lastFiredAt", "description");
    TriggerBounds old = current.map(Trigger::bounds).orElse(TriggerBounds.DEFAULT);
    Optional<Instant> start = input.instant("startAt").orMaybe(old.start());
    Optional<Schedule> schedule = ScheduleReader.read(input, current.map(Trigger::schedule), start);
    TriggerBounds calendar = calendar(old, start);
    FiringPolicy firing = firing(current.map(Trigger::firing).orElse(FiringPolicy.DEFAULT));
    boolean enabled = input.flag("enabled").or(current.map(Trigger::enabled).orElse(true), true);
    UUID id = current.map(Trigger::id).orElseGet(Ids::next);
    return schedule.map(when -> new Trigger(id, when, calendar, firing, enabled));
  }

  private TriggerBounds calendar(TriggerBounds old, Optional<Instant> start) {
    var zone = input.zone("timezone").orMaybe(old.zone());
    DstPolicy dst = input.choice("dst", DstPolicy.class).or(old.dst(), DstPolicy.VIXIE);
    Optional<Instant> end = input.instant("endAt").orMaybe(old.end());
    var excluded =
        input.dates("excludedDates", MAX_DATES).or(List.copyOf(old.excludedDates()), List.of());
    return input.checked(
        "endAt", () -> new TriggerBounds(zone, dst, start, end, Set.copyOf(excluded)), old);
  }

  private FiringPolicy firing(FiringPolicy old) {
    return new FiringPolicy(
        seconds("jitterSeconds", old.jitter(), FiringPolicy.DEFAULT.jitter()),
        input.choice("misfire", MisfirePolicy.class).or(old.misfire(), MisfirePolicy.RUN_ONCE),
        seconds("graceSeconds", old.grace(), FiringPolicy.DEFAULT.grace()));
  }

  private Duration seconds(String field, Duration old, Duration defaultValue) {
    return input.seconds(field, Duration.ZERO).or(old, defaultValue);
  }
}
