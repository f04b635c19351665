package dev.tempo.process.system;

import java.util.Collection;
import java.util.Optional;
import java.util.OptionalLong;

/** All processes of the machine, or of the container. Used by one thread at a time per call. */
public interface ProcessTable {
  /** Every process that lives now. Zombies and kernel threads are left out. */
  Collection<ProcessEntry> scan();

  /** One process, even a zombie; empty if there is none. */
  Optional<ProcessEntry> find(long pid);

  /** Whether the very process lives, not only one of the same number, and not as a zombie. */
  default boolean lives(long pid, long start) {
    return find(pid).filter(entry -> entry.start() == start && entry.lives()).isPresent();
  }

  /** The value that this variable had in its environment when it was executed. */
  Optional<String> variable(long pid, String name);

  /** The name of its program, as {@code ps(1)} shows it; {@code ?} if that cannot be known. */
  String name(long pid);

  /** The largest resident set it ever had, in bytes; 0 if that cannot be known. */
  default long peakBytes(long pid) {
    return 0;
  }

  /** Its share of memory, shared pages divided among their users; -1 if that cannot be known. */
  default long proportionalBytes(long pid) {
    return -1;
  }

  /** The number that was given to a process or thread last; empty if that cannot be known. */
  default OptionalLong newestPid() {
    return OptionalLong.empty();
  }

  /** The unit of {@link ProcessEntry#residentPages()}; 0 if memory cannot be known. */
  long pageBytes();

  long ticksPerSecond();

  /** The present by the clock of {@link ProcessEntry#start()}, in ticks since boot or the epoch. */
  long uptimeTicks();

  /** Changes with each boot of the system; empty if that cannot be known. */
  String bootId();
}
