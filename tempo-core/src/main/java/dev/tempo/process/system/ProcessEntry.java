package dev.tempo.process.system;

import dev.tempo.process.ProcessIdentity;
import java.util.Optional;

/**
 * One process at the moment of a scan: the numbers of {@code proc_pid_stat(5)}. Immutable.
 *
 * <p>Parsed by hand from the bytes, because a scan reads hundreds of these every other second. The
 * second field, the program's name, may contain blanks and parentheses; the rest begins after the
 * last closing one.
 */
public final class ProcessEntry {
  private static final int FIRST_FIELD = 3; // the first one after the name
  private static final int FIELDS = 24;
  private static final int STATE = 3;
  private static final int PARENT = 4;
  private static final int GROUP = 5;
  private static final int SESSION = 6;
  private static final int FLAGS = 9;
  private static final int UTIME = 14;
  private static final int STIME = 15;
  private static final int CUTIME = 16;
  private static final int CSTIME = 17;
  private static final int THREADS = 20;
  private static final int START = 22;
  private static final int RESIDENT_PAGES = 24;
  private static final int PF_EXITING = 0x4; // <linux/sched.h>
  private static final int PF_KTHREAD = 0x200000;

  private final long pid;
  private final long[] fields;

  private ProcessEntry(long pid, long[] fields) {
    this.pid = pid;
    this.fields = fields;
  }

  /** Empty when the text is cut short, as it may be for a process that is just vanishing. */
  public static Optional<ProcessEntry> parse(long pid, byte[] stat, int length) {
    int at = afterName(stat, length);
    if (at < 0) {
      return Optional.empty();
    }
    long[] fields = new long[FIELDS + 1];
    fields[STATE] = stat[at];
    at += 2;
    for (int field = FIRST_FIELD + 1; field <= FIELDS; field++) {
      boolean negative = at < length && stat[at] == '-';
      at += negative ? 1 : 0;
      long value = 0;
      while (at < length && stat[at] >= '0' && stat[at] <= '9') {
        value = value * 10 + stat[at++] - '0';
      }
      fields[field] = negative ? -value : value;
      if (at >= length) {
        return Optional.empty();
      }
      at++;
    }
    return Optional.of(new ProcessEntry(pid, fields));
  }

  private static int afterName(byte[] stat, int length) {
    for (int at = length - 3; at > 0; at--) {
      if (stat[at] == ')') {
        return at + 2;
      }
    }
    return -1;
  }

  /**
   * What a process uses.
   *
   * @param cpuTicks user and system time
   * @param residentPages resident memory
   */
  record Usage(long cpuTicks, long residentPages) {}

  /** A process of a system without sessions and groups. */
  static ProcessEntry of(long pid, long parent, long start, Usage usage) {
    long[] fields = new long[FIELDS + 1];
    fields[PARENT] = parent;
    fields[START] = start;
    fields[UTIME] = usage.cpuTicks();
    fields[RESIDENT_PAGES] = usage.residentPages();
    return new ProcessEntry(pid, fields);
  }

  public long pid() {
    return pid;
  }

  public long parent() {
    return fields[PARENT];
  }

  public long group() {
    return fields[GROUP];
  }

  public long session() {
    return fields[SESSION];
  }

  /** See {@link ProcessIdentity#startTicks()}. */
  public long start() {
    return fields[START];
  }

  /** User and system time of the process and of those of its children that it has waited for. */
  public long cpuTicks() {
    return fields[UTIME] + fields[STIME] + fields[CUTIME] + fields[CSTIME];
  }

  /** Whether it waits for something other than a disk. */
  public boolean sleeps() {
    return fields[STATE] == 'S';
  }

  public long residentPages() {
    return fields[RESIDENT_PAGES];
  }

  /**
   * Whether it can still do something. The state alone would not tell: it is that of the first
   * thread, which may be a zombie while others go on, and may seem to run while it is exiting.
   */
  public boolean lives() {
    return fields[THREADS] > 1 || (fields[FLAGS] & PF_EXITING) == 0;
  }

  public boolean isKernelThread() {
    return (fields[FLAGS] & PF_KTHREAD) != 0;
  }
}
