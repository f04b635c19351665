package dev.tempo.server.forecast;

import dev.tempo.server.forecast.PlannedTrigger.PlannedJob;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What the jobs of one queue would have running in each minute of a span. For one request. */
final class QueueLoad {
  private static final int MOST_NAMED = 50;

  private final ForecastSpan span;
  private final QueueOverload.Queue queue;
  private final int[] runs;
  private final int[] changes;
  private final Map<UUID, JobLoad> loads = new LinkedHashMap<>();

  QueueLoad(ForecastSpan span, QueueOverload.Queue queue) {
    this.span = span;
    this.queue = queue;
    this.runs = new int[span.minutes() + 1];
    this.changes = new int[span.minutes() + 1];
  }

  /** Adds a job that fires in these minutes; says how many fires meet a run of the same job. */
  int add(PlannedJob job, MinuteSet fires) {
    long minutes =
        job.usual().map(usual -> Math.ceilDiv(usual.toMillis(), ForecastSpan.MINUTE_MS)).orElse(1L);
    int length = Math.clamp(minutes, 1, span.minutes());
    JobLoad load = JobLoad.add(fires, length, job.queueing().overlap(), runs, changes);
    loads.put(job.id(), load);
    return load.overlaps();
  }

  /** When more would run than the queue lets, in the order of time. */
  List<QueueOverload> overloads(int limit) {
    List<QueueOverload> found = new ArrayList<>();
    int lasting = 0;
    int begin = -1;
    int peak = 0;
    for (int minute = 0; minute <= span.minutes() && found.size() < limit; minute++) {
      lasting += changes[minute];
      int running = lasting + runs[minute];
      boolean passed = minute < span.minutes() && running > queue.limit();
      if (passed) {
        begin = begin < 0 ? minute : begin;
        peak = Math.max(peak, running);
      } else if (begin >= 0) {
        found.add(overload(begin, minute, peak));
        begin = -1;
        peak = 0;
      }
    }
    return found;
  }

  private QueueOverload overload(int from, int until, int peak) {
    List<UUID> jobs =
        loads.entrySet().stream()
            .filter(job -> job.getValue().isBusy(from, until))
            .map(Map.Entry::getKey)
            .toList();
    return new QueueOverload(
        span.at(from),
        span.at(until),
        queue,
        peak,
        new QueueOverload.Jobs(jobs.stream().limit(MOST_NAMED).toList(), jobs.size()));
  }
}
