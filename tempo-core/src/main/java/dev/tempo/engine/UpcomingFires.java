package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.Trigger;
import dev.tempo.engine.state.TriggerTimes;
import dev.tempo.schedule.Timetable;
import dev.tempo.store.TriggerState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** When a job fires next by itself, from where its triggers stand. Pure functions. */
final class UpcomingFires {
  private UpcomingFires() {}

  /** An occurrence of a trigger that lies ahead, and where the next one is found. */
  private record Fire(Trigger trigger, Timetable timetable, TriggerState.Due due) {
    Optional<Fire> next() {
      return TriggerTimes.waitsForEnd(trigger)
          ? Optional.empty()
          : timetable
              .next(due.nominal())
              .map(nominal -> new Fire(trigger, timetable, TriggerTimes.due(trigger, nominal)));
    }
  }

  /** At most so many, in order. */
  static List<Instant> of(Job job, List<TriggerState> states, int limit) {
    PriorityQueue<Fire> ahead = new PriorityQueue<>(Comparator.comparing(fire -> fire.due().at()));
    for (TriggerState state : states) {
      job.trigger(state.triggerId())
          .filter(trigger -> TriggerTimes.isClockDriven(job, trigger))
          .ifPresent(
              trigger ->
                  state
                      .next()
                      .map(due -> new Fire(trigger, TriggerTimes.timetable(job, trigger), due))
                      .ifPresent(ahead::add));
    }
    List<Instant> fires = new ArrayList<>();
    while (fires.size() < limit && !ahead.isEmpty()) {
      Fire first = ahead.poll();
      fires.add(first.due().at());
      first.next().ifPresent(ahead::add);
    }
    return fires;
  }
}
