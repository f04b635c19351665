package dev.tempo.server.metrics;

import com.sun.management.OperatingSystemMXBean;
import dev.tempo.process.ResourceSample;
import dev.tempo.server.http.json.ApiResponse;
import java.lang.management.ManagementFactory;
import java.time.Instant;

/** What a run used at one time, as the API shows it; memory also as a share of this machine's. */
public record UsageSample(
    Instant timestamp, double cpuPercent, long memoryBytes, double memoryPercent)
    implements ApiResponse {
  private static final long MACHINE_BYTES =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();

  /** Of what was measured. */
  public static UsageSample of(ResourceSample usage) {
    return new UsageSample(
        usage.at(),
        rounded(usage.cpuPercent()),
        usage.memoryBytes(),
        rounded(100.0 * usage.memoryBytes() / MACHINE_BYTES));
  }

  static double rounded(double percent) {
    return Math.round(percent * 100) / 100.0;
  }
}
