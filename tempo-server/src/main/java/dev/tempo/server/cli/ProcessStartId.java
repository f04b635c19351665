package dev.tempo.server.cli;

import dev.tempo.process.ProcessIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** Identifies a process by its number and start time. */
final class ProcessStartId {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  private static final int START_TIME = 22;

  private ProcessStartId() {}

  /** The process that has this number now; empty if none has. */
  static Optional<ProcessIdentity> of(long pid) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).map(ProcessStartId::identity);
  }

  private static ProcessIdentity identity(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      // The name, in parentheses, may hold anything; fields are counted from behind it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      long ticks = Long.parseLong(fields[START_TIME - 3]);
      return new ProcessIdentity(process.pid(), ticks, Files.readString(BOOT_ID).strip());
    } catch (IOException e) { // no Linux, or it ended this very moment
      long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
      return new ProcessIdentity(process.pid(), started, "");
    }
  }
}
