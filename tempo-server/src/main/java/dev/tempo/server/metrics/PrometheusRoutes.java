package dev.tempo.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Paging;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.LateJobs;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.runs.RunJson;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.store.RunQuery;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Figures for monitoring, in Prometheus' text format (version 0.0.4). Jobs and runs are counted as
 * far as the caller may see them; what counts all runs since the start is for administrators.
 */
public final class PrometheusRoutes implements Feature {
  private static final int LOOKED_AT = 200;

  private final Tempo tempo;
  private final JobIndex jobs;
  private final RunAccess access;
  private final RunCounters counters;
  private final LateJobs late;

  /** Over an engine, for those who may see its jobs and runs. */
  public PrometheusRoutes(
      Tempo tempo, JobIndex jobs, RunAccess access, RunCounters counters, LateJobs late) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
    this.counters = counters;
    this.late = late;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/metrics", this::metrics);
  }

  private RouteResponse metrics(ApiRequest call) {
    PrometheusText text = new PrometheusText();
    jobs(text, call.caller());
    runs(text, call.caller());
    if (call.caller().has(Role.ADMIN)) {
      all(text);
    }
    process(text);
    return RouteResponse.document("text/plain; version=0.0.4", text.toString());
  }

  private void jobs(PrometheusText text, Caller caller) {
    long enabled = jobs.visibleTo(caller).filter(JobIndexEntry::enabled).count();
    text.gauge("tempo_jobs", "Jobs, enabled or not")
        .sample("enabled", "true", enabled)
        .sample("enabled", "false", jobs.visibleTo(caller).count() - enabled);
    text.gauge("tempo_jobs_late", "Jobs that did not start or succeed in time")
        .sample(jobs.visibleTo(caller).filter(job -> late.of(job.id()).isPresent()).count());
  }

  private void runs(PrometheusText text, Caller caller) {
    long running =
        tempo.store().runs().running().stream().filter(run -> access.maySee(caller, run)).count();
    RunQuery queued = access.restrict(RunQuery.ALL.withStatus(RunStatus.QUEUED), caller);
    text.gauge("tempo_runs_running", "Runs that have started and not ended").sample(running);
    text.gauge("tempo_runs_queued", "Runs that wait, counted up to " + Paging.MAX_TOTAL)
        .sample(tempo.store().runs().count(queued, Paging.MAX_TOTAL).count());
  }

  private void all(PrometheusText text) {
    PrometheusText ended =
        text.counter("tempo_runs_finished_total", "Runs that ended, since start");
    for (RunStatus status : RunStatus.values()) {
      if (status.isFinal()) {
        String label = status.name().toLowerCase(Locale.ROOT);
        ended.sample("status", label, counters.ended(status));
      }
    }
    text.counter("tempo_run_duration_seconds_total", "How long ended runs took together")
        .sample(counters.time().toMillis() / 1000.0);
    PrometheusText waiting = text.gauge("tempo_queue_length", "Runs that wait, by queue");
    tempo.store().runs().queueLengths().forEach((name, n) -> waiting.sample("queue", name, n));
    held(text);
    text.gauge("tempo_store_up", "Whether the store works")
        .sample(tempo.storeFailure().isEmpty() ? 1 : 0);
    if (tempo.nodes().isShared()) {
      NodeFigures.write(text, tempo.nodes());
    }
    tempo.hostMetrics().ifPresent(host -> HostFigures.write(text, host));
  }

  private void held(PrometheusText text) {
    RunQuery queued = RunQuery.ALL.withStatus(RunStatus.QUEUED).withLimit(LOOKED_AT);
    RunQuery longest = queued.withOrder(RunQuery.Order.OLDEST_FIRST);
    PrometheusText held =
        text.gauge(
            "tempo_runs_held", "What holds back runs, of the " + LOOKED_AT + " that wait longest");
    tempo.waitReasons(tempo.store().runs().list(longest).runs()).values().stream()
        .collect(Collectors.groupingBy(RunJson::label, TreeMap::new, Collectors.counting()))
        .forEach((reason, count) -> held.sample("reason", reason, count));
  }

  private void process(PrometheusText text) {
    text.gauge("tempo_leader", "Whether this server decides, of those that share its database")
        .sample(tempo.nodes().isLeader() ? 1 : 0);
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    text.gauge("jvm_memory_used_bytes", "Memory in use")
        .sample("area", "heap", memory.getHeapMemoryUsage().getUsed())
        .sample("area", "nonheap", memory.getNonHeapMemoryUsage().getUsed());
    text.gauge("jvm_threads_current", "Platform threads")
        .sample(ManagementFactory.getThreadMXBean().getThreadCount());
    text.gauge("process_start_time_seconds", "When the process started, since the epoch")
        .sample(ManagementFactory.getRuntimeMXBean().getStartTime() / 1000.0);
    text.counter("process_cpu_seconds_total", "CPU time of this process")
        .sample(
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / 1e9);
  }
}
