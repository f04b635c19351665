package dev.tempo.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.tempo.process.ResourceSample;
import dev.tempo.server.http.Json;
import java.lang.management.ManagementFactory;

/** What a run used at one time, as the API shows it. */
public final class Samples {
  private static final long MACHINE_BYTES =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

  private Samples() {}

  /** When, how much CPU, and how much memory, also as a share of what this machine has. */
  public static Json.Object write(Json.Object to, ResourceSample usage) {
    return to.put("timestamp", usage.at())
        .put("cpuPercent", rounded(usage.cpuPercent()))
        .put("memoryBytes", usage.memoryBytes())
        .put("memoryPercent", rounded(100.0 * usage.memoryBytes() / MACHINE_BYTES));
  }

  static double rounded(double percent) {
    return Math.round(percent * 100) / 100.0;
  }
}
