package dev.tempo.server.metrics;

import dev.tempo.host.HostMetrics;

/** Writes what the machine does as figures for monitoring. Pure functions. */
final class HostFigures {
  private HostFigures() {}

  static void write(PrometheusText text, HostMetrics host) {
    cpu(text, host.cpu());
    memory(text, host.memory());
    PrometheusText total =
        text.gauge("tempo_host_disk_total_bytes", "Size of the disk of the data");
    host.disks().forEach(disk -> total.sample("path", path(disk), disk.totalBytes()));
    PrometheusText usable =
        text.gauge("tempo_host_disk_usable_bytes", "Room on the disk of the data");
    host.disks().forEach(disk -> usable.sample("path", path(disk), disk.usableBytes()));
    text.gauge("tempo_host_processes", "Processes of the machine").sample(host.processes());
    text.gauge("tempo_host_uptime_seconds", "Time since the machine was booted")
        .sample(host.uptime().toSeconds());
  }

  private static void cpu(PrometheusText text, HostMetrics.Cpu cpu) {
    text.gauge("tempo_host_cpu_cores", "Logical processors of the machine").sample(cpu.cores());
    cpu.usedPercent()
        .ifPresent(
            used ->
                text.gauge("tempo_host_cpu_used_ratio", "Share of all cores in use, 0 to 1")
                    .sample(used / 100));
    cpu.load()
        .ifPresent(
            load ->
                text.gauge("tempo_host_load", "Load average, by minutes")
                    .sample("minutes", "1", load.oneMinute())
                    .sample("minutes", "5", load.fiveMinutes())
                    .sample("minutes", "15", load.fifteenMinutes()));
  }

  private static void memory(PrometheusText text, HostMetrics.Memory memory) {
    text.gauge("tempo_host_memory_total_bytes", "Memory of the machine")
        .sample(memory.totalBytes());
    text.gauge("tempo_host_memory_available_bytes", "Memory that programs could get")
        .sample(memory.availableBytes());
    text.gauge("tempo_host_swap_total_bytes", "Swap space of the machine")
        .sample(memory.swapTotalBytes());
    text.gauge("tempo_host_swap_used_bytes", "Swap space in use").sample(memory.swapUsedBytes());
  }

  private static String path(HostMetrics.Disk disk) {
    return disk.directory().toString();
  }
}
