package dev.tempo.server;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The processor's time, which says what something costs also on a machine that others use. */
final class CpuTime {
  private CpuTime() {}

  /** What this process has used since it began, in nanoseconds. */
  static long nanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }
}
