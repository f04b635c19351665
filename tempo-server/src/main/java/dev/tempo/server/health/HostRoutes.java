package dev.tempo.server.health;

import dev.tempo.Tempo;
import dev.tempo.host.HostMetrics;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.RouteResponse;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.json.Json;
import java.util.Optional;

/** What the machine does on which the server runs. */
public final class HostRoutes implements Feature {
  private final Tempo tempo;

  /** Over an engine, which looks at the machine. */
  public HostRoutes(Tempo tempo) {
    this.tempo = tempo;
  }

  @Override
  public void register(Routes routes) {
    routes.get("/api/admin/host", call -> host());
  }

  private RouteResponse host() {
    Optional<HostMetrics> seen = tempo.hostMetrics();
    return RouteResponse.ok(Json.object().put("host", seen.map(HostRoutes::write)));
  }

  static Json.Object write(HostMetrics host) {
    return Json.object()
        .put("timestamp", host.at())
        .put("cpu", cpu(host.cpu()))
        .put("memory", memory(host.memory()))
        .put("uptimeSeconds", host.uptime().toSeconds())
        .put("processes", host.processes())
        .put("disks", Json.array(host.disks(), HostRoutes::disk));
  }

  private static Json.Object cpu(HostMetrics.Cpu cpu) {
    Optional<HostMetrics.Load> load = cpu.load();
    return Json.object()
        .put("cores", cpu.cores())
        .put("usedPercent", cpu.usedPercent())
        .put("load1", load.map(HostMetrics.Load::oneMinute))
        .put("load5", load.map(HostMetrics.Load::fiveMinutes))
        .put("load15", load.map(HostMetrics.Load::fifteenMinutes));
  }

  private static Json.Object memory(HostMetrics.Memory memory) {
    return Json.object()
        .put("totalBytes", memory.totalBytes())
        .put("availableBytes", memory.availableBytes())
        .put("swapTotalBytes", memory.swapTotalBytes())
        .put("swapUsedBytes", memory.swapUsedBytes());
  }

  private static Json.Object disk(HostMetrics.Disk disk) {
    return Json.object()
        .put("path", disk.directory())
        .put("totalBytes", disk.totalBytes())
        .put("usableBytes", disk.usableBytes());
  }
}
