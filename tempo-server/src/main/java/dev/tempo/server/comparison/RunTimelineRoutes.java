package dev.tempo.server.comparison;

import dev.tempo.Run;
import dev.tempo.Tempo;
import dev.tempo.log.LogLine;
import dev.tempo.process.ResourceSample;
import dev.tempo.server.comparison.Setup.Part;
import dev.tempo.server.comparison.TimelineResponse.Event;
import dev.tempo.server.comparison.TimelineResponse.Kind;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobAccess;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.runs.LineResponse;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.store.LogStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells what happened in a run, in order: when it was due, queued and started, with what, what
 * Tempo said in its log, when it printed first and last, when it used most, how it ended.
 */
public final class RunTimelineRoutes implements Feature {
  private static final int MOST_LINES = 200;
  private static final int MOST_SAMPLES = 20_000;
  private static final Set<LogLine.Stream> PRINTED =
      EnumSet.of(LogLine.Stream.STDOUT, LogLine.Stream.STDERR);

  private final Tempo tempo;
  private final RunAccess access;
  private final JobIndex jobs;
  private final SetupBook setups;

  /** Over an engine, for those who may see its runs. */
  public RunTimelineRoutes(Tempo tempo, RunAccess access, JobIndex jobs, SetupBook setups) {
    this.tempo = tempo;
    this.access = access;
    this.jobs = jobs;
    this.setups = setups;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/runs/{id}/timeline", this::show);
  }

  private RouteResponse show(ApiRequest call) {
    Run run = access.findForLog(call);
    List<Event> events = new ArrayList<>();
    run.scheduledFor().ifPresent(at -> events.add(Event.of(at, Kind.DUE)));
    events.add(Event.of(run.queuedAt(), Kind.QUEUED));
    run.startedAt().ifPresent(at -> events.add(Event.of(at, Kind.STARTED)));
    boolean open =
        jobs.find(run.jobId()).filter(job -> JobAccess.maySee(call.caller(), job)).isPresent();
    if (open) {
      run.startedAt().flatMap(at -> environment(run, at)).ifPresent(events::add);
    }
    addLog(run, call, events);
    addSamples(run, events);
    run.finishedAt().ifPresent(at -> events.add(end(run, at)));
    events.sort(Comparator.comparing(Event::timestamp).thenComparing(Event::kind));
    return RouteResponse.ok(
        new TimelineResponse(run.id(), events.stream().map(Event::response).toList()));
  }

  private Optional<Event> environment(Run run, Instant start) {
    return setups
        .of(run)
        .map(setup -> String.join(" · ", setup.of(Part.INTERPRETER).values()))
        .filter(text -> !text.isEmpty())
        .map(text -> Event.of(start, Kind.ENVIRONMENT).withText(text));
  }

  /** What Tempo said, and the first and last of what was printed. */
  private void addLog(Run run, ApiRequest call, List<Event> events) {
    LogStore logs = tempo.store().logs();
    for (LogLine line : logs.lines(run.id(), 1, MOST_LINES, EnumSet.of(LogLine.Stream.SYSTEM))) {
      String text = LineResponse.content(line, call.language());
      events.add(Event.of(line.timestamp(), Kind.SYSTEM).withText(text).withNumber(line.number()));
    }
    logs.lines(run.id(), 1, 1, PRINTED)
        .forEach(line -> events.add(printed(line, Kind.FIRST_OUTPUT)));
    long from = Math.max(1, logs.count(run.id()) - MOST_LINES + 1);
    List<LogLine> last = logs.lines(run.id(), from, MOST_LINES, PRINTED);
    if (run.status().isFinal() && !last.isEmpty() && last.getLast().number() > 1) {
      events.add(printed(last.getLast(), Kind.LAST_OUTPUT));
    }
  }

  private static Event printed(LogLine line, Kind kind) {
    return Event.of(line.timestamp(), kind).withNumber(line.number());
  }

  private void addSamples(Run run, List<Event> events) {
    List<ResourceSample> samples = tempo.resourceSamples(run.id(), Instant.EPOCH, MOST_SAMPLES);
    samples.stream()
        .max(Comparator.comparingLong(ResourceSample::memoryBytes))
        .filter(most -> most.memoryBytes() > 0)
        .map(most -> Event.of(most.at(), Kind.MOST_MEMORY).withNumber(most.memoryBytes()))
        .ifPresent(events::add);
    samples.stream()
        .max(Comparator.comparingDouble(ResourceSample::cpuPercent))
        .filter(most -> most.cpuPercent() >= 1)
        .map(most -> Event.of(most.at(), Kind.MOST_CPU).withNumber(Math.round(most.cpuPercent())))
        .ifPresent(events::add);
  }

  /** With its signal, or else with its code. */
  private static Event end(Run run, Instant at) {
    Event event = Event.of(at, Kind.ENDED);
    Event coded =
        run.result().exitCode().isPresent()
            ? event.withNumber(run.result().exitCode().getAsInt())
            : event;
    return run.result().signal().map(coded::withText).orElse(coded);
  }
}
