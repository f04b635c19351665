package dev.tempo.server.forecast;

import dev.tempo.server.forecast.Forecast.Fire;
import dev.tempo.server.forecast.Forecast.Row;
import dev.tempo.server.forecast.PlannedTrigger.PlannedJob;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Says from schedules alone what will run, and when more than a queue lets. Takes as long as there
 * are triggers and days, rather than fires. For one request.
 */
final class Forecaster {
  /** Of each of all queues together. */
  private static final int MOST_OVERLOADS = 200;

  private static final int MOST_FIRES = 2_000;

  /** A trigger that fires more often in a day, from its next fire on, is counted only. */
  private static final int OFTEN_A_DAY = 48;

  private static final int MINUTES_OF_A_DAY = 1_440;

  private final ForecastSpan span;
  private final FireMinutes minutes;
  private final ToIntFunction<String> limits;
  private final List<Row> rows = new ArrayList<>();
  private final List<QueueOverload> overloads = new ArrayList<>();
  private boolean complete = true;

  /**
   * One.
   *
   * @param limits how many runs a queue lets run at once
   */
  Forecaster(ForecastSpan span, ToIntFunction<String> limits) {
    this.span = span;
    this.minutes = new FireMinutes(span);
    this.limits = limits;
  }

  /** What these triggers will do. */
  Forecast of(List<PlannedTrigger> triggers) {
    Map<String, Map<UUID, List<PlannedTrigger>>> queues = new TreeMap<>();
    triggers.forEach(
        trigger ->
            queues
                .computeIfAbsent(trigger.job().queueing().queue(), name -> new LinkedHashMap<>())
                .computeIfAbsent(trigger.job().id(), id -> new ArrayList<>())
                .add(trigger));
    queues.forEach((queue, jobs) -> queue(queue, jobs.values()));
    rows.sort(Comparator.comparing(row -> row.planned().next().at()));
    overloads.sort(Comparator.comparing(QueueOverload::from));
    Fires fires = fires();
    return new Forecast(
        rows,
        fires.found(),
        fires.knownUntil(),
        overloads.stream().limit(MOST_OVERLOADS).toList(),
        complete);
  }

  private void queue(String name, Collection<List<PlannedTrigger>> jobs) {
    QueueLoad load = new QueueLoad(span, new QueueOverload.Queue(name, limits.applyAsInt(name)));
    jobs.forEach(triggers -> job(triggers, load));
    overloads.addAll(load.overloads(MOST_OVERLOADS));
  }

  private void job(List<PlannedTrigger> triggers, QueueLoad load) {
    MinuteSet fires = new MinuteSet(span.minutes());
    PlannedJob job = triggers.getFirst().job();
    List<Row> found = new ArrayList<>();
    for (PlannedTrigger trigger : triggers) {
      count(trigger, fires).ifPresent(found::add);
    }
    if (!found.isEmpty()) {
      int overlaps = load.add(job, fires);
      found.forEach(
          row ->
              rows.add(
                  new Row(row.planned(), row.counts(), row.total(), row.isFrequent(), overlaps)));
    }
  }

  private Optional<Row> count(PlannedTrigger trigger, MinuteSet fires) {
    FireCounts found = new FireCounts(span, fires);
    boolean all = minutes.count(trigger, found);
    int[] counts = found.cells();
    long total = 0;
    for (int count : counts) {
      total += count;
    }
    complete &= all;
    return total == 0
        ? Optional.empty()
        : Optional.of(new Row(trigger, counts, total, isFrequent(trigger, total), 0));
  }

  /** By the time to come: a span may begin long before now. */
  private boolean isFrequent(PlannedTrigger trigger, long total) {
    long past = Math.max(0, span.minuteOf(trigger.next().at().toEpochMilli()));
    return total * MINUTES_OF_A_DAY
        > OFTEN_A_DAY * Math.max(span.minutes() - past, MINUTES_OF_A_DAY);
  }

  /** Fires, one by one, and until when that are all. */
  private record Fires(List<Fire> found, Optional<Instant> knownUntil) {}

  private Fires fires() {
    PriorityQueue<Fire> next =
        new PriorityQueue<>(
            Comparator.comparing(Fire::at).thenComparing(fire -> fire.planned().job().name()));
    rows.stream().filter(row -> !row.isFrequent()).forEach(row -> first(row.planned(), next));
    List<Fire> found = new ArrayList<>();
    while (!next.isEmpty() && found.size() < MOST_FIRES) {
      Fire fire = next.poll();
      found.add(fire);
      fire.planned().after(fire.nominal()).ifPresent(at -> put(fire.planned(), at, next));
    }
    if (next.isEmpty()) {
      return new Fires(found, Optional.empty());
    }
    Instant end = next.peek().at();
    found.removeIf(
        fire -> !fire.at().isBefore(end)); // of those at one instant all are told or none
    return new Fires(found, Optional.of(end));
  }

  private void first(PlannedTrigger trigger, PriorityQueue<Fire> next) {
    Instant from = span.from().minus(trigger.jitter());
    Optional<Instant> nominal = Optional.of(trigger.next().nominal());
    if (trigger.followsEnd()) {
      while (nominal.filter(at -> at.isBefore(from)).isPresent()) {
        nominal = trigger.after(nominal.get()); // not often, or it would be counted only
      }
    } else if (nominal.get().isBefore(from)) {
      nominal = trigger.timetable().next(from.minusMillis(1));
    }
    nominal.ifPresent(at -> put(trigger, at, next));
  }

  private void put(PlannedTrigger trigger, Instant nominal, PriorityQueue<Fire> next) {
    Instant at = nominal.plus(trigger.jitter());
    if (at.isBefore(span.to())) {
      next.add(new Fire(trigger, at, nominal));
    }
  }
}
