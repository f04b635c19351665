package dev.tempo.server.health;

import dev.tempo.host.HostMetrics;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What was measured of the machine, as the API shows it. */
@Schema("HostSeen")
record HostResponse(
    Instant timestamp, Cpu cpu, Memory memory, long uptimeSeconds, int processes, List<Disk> disks)
    implements ApiResponse {

  static HostResponse of(HostMetrics host) {
    return new HostResponse(
        host.at(),
        Cpu.of(host.cpu()),
        Memory.of(host.memory()),
        host.uptime().toSeconds(),
        host.processes(),
        host.disks().stream().map(Disk::of).toList());
  }

  record Cpu(
      int cores,
      OptionalDouble usedPercent,
      Optional<Double> load1,
      Optional<Double> load5,
      Optional<Double> load15)
      implements ApiResponse {

    static Cpu of(HostMetrics.Cpu cpu) {
      Optional<HostMetrics.Load> load = cpu.load();
      return new Cpu(
          cpu.cores(),
          cpu.usedPercent(),
          load.map(HostMetrics.Load::oneMinute),
          load.map(HostMetrics.Load::fiveMinutes),
          load.map(HostMetrics.Load::fifteenMinutes));
    }
  }

  record Memory(long totalBytes, long availableBytes, long swapTotalBytes, long swapUsedBytes)
      implements ApiResponse {

    static Memory of(HostMetrics.Memory memory) {
      return new Memory(
          memory.totalBytes(),
          memory.availableBytes(),
          memory.swapTotalBytes(),
          memory.swapUsedBytes());
    }
  }

  record Disk(Path path, long totalBytes, long usableBytes) implements ApiResponse {

    static Disk of(HostMetrics.Disk disk) {
      return new Disk(disk.directory(), disk.totalBytes(), disk.usableBytes());
    }
  }
}
