package dev.tempo.process;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a process ended. The accessors below the components are what most callers need.
 *
 * @param exit the exit code or the signal
 * @param ending what brought the end about
 * @param span when
 * @param totals what the whole tree used
 * @param cleanup what the supervisor had to end
 */
public record ProcessResult(Exit exit, Ending ending, Span span, Totals totals, Cleanup cleanup) {
  /**
   * Checks that nothing is null.
   *
   * @throws NullPointerException if anything is
   */
  public ProcessResult {
    Objects.requireNonNull(exit, "exit");
    Objects.requireNonNull(ending, "ending");
    Objects.requireNonNull(span, "span");
    Objects.requireNonNull(totals, "totals");
    Objects.requireNonNull(cleanup, "cleanup");
  }

  /** What brought the end about. */
  public enum EndedBy {
    /** Nobody: the command ended by itself, or was ended from outside. */
    NONE,
    /** Its time was up. */
    TIMEOUT,
    /** {@link SupervisedProcess#stop} was called. */
    STOPPED,
    /** The tree broke one of its limits. */
    LIMIT
  }

  /**
   * An exit code or a signal, never both. Both are empty when neither could be learned: the
   * explanation then says why.
   *
   * @param code 0 to 255
   * @param signal the name, such as {@code SIGKILL}, when a signal ended the command
   */
  public record Exit(OptionalInt code, Optional<String> signal) {
    public static final Exit UNKNOWN = new Exit(OptionalInt.empty(), Optional.empty());

    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Exit {
      Objects.requireNonNull(code, "code");
      Objects.requireNonNull(signal, "signal");
    }

    public static Exit ofCode(int code) {
      return new Exit(OptionalInt.of(code), Optional.empty());
    }

    public static Exit ofSignal(int number) {
      return new Exit(OptionalInt.empty(), Optional.of(Signals.name(number)));
    }
  }

  /**
   * Cause and explanation.
   *
   * @param by the cause
   * @param reason of a stop
   * @param explanation for people: which limit was broken and by how much, or what is not known
   */
  public record Ending(EndedBy by, Optional<StopReason> reason, Optional<String> explanation) {
    public static final Ending BY_ITSELF =
        new Ending(EndedBy.NONE, Optional.empty(), Optional.empty());

    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Ending {
      Objects.requireNonNull(by, "by");
      Objects.requireNonNull(reason, "reason");
      Objects.requireNonNull(explanation, "explanation");
    }
  }

  /**
   * When it ran.
   *
   * @param startedAt just before the spawn
   * @param finishedAt when the whole tree was dealt with
   */
  public record Span(Instant startedAt, Instant finishedAt) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Span {
      Objects.requireNonNull(startedAt, "startedAt");
      Objects.requireNonNull(finishedAt, "finishedAt");
    }
  }

  /**
   * What the whole tree used.
   *
   * @param cpu user and system time. Exact for every process that was waited for by its parent; in
   *     a cgroup, for all
   * @param maxMemoryBytes the highest sample; 0 when it ended before the first one
   * @param maxCpuPercent the highest sample; the mean when there was none
   */
  public record Totals(Duration cpu, long maxMemoryBytes, double maxCpuPercent) {
    /**
     * Checks that nothing is null.
     *
     * @throws NullPointerException if anything is
     */
    public Totals {
      Objects.requireNonNull(cpu, "cpu");
    }
  }

  /**
   * What the supervisor had to end.
   *
   * @param processesEnded processes of the tree ended by a stop, a time-out or a limit
   * @param leftoversEnded processes that outlived the command and were ended
   * @param survivors processes that could not be ended (in uninterruptible sleep); normally 0
   * @param leftoverNames what ran in those that outlived the command, the first 20 of them
   * @param outputCuts how often what carries the output was ended by something else, as by a full
   *     disk, and replaced: lines may be missing; normally 0
   */
  public record Cleanup(
      int processesEnded,
      int leftoversEnded,
      int survivors,
      List<String> leftoverNames,
      int outputCuts) {
    public static final Cleanup NOTHING = new Cleanup(0, 0, 0, List.of(), 0);

    /**
     * Copies the list.
     *
     * @throws NullPointerException if anything is null
     */
    public Cleanup {
      Objects.requireNonNull(leftoverNames, "leftoverNames");
      leftoverNames = List.copyOf(leftoverNames);
    }
  }

  /** The exit code; empty when a signal ended the command or the code is unknown. */
  public OptionalInt exitCode() {
    return exit.code();
  }

  /** The signal that ended the command, such as {@code SIGKILL}. */
  public Optional<String> signal() {
    return exit.signal();
  }

  /** Whether the command ended by itself with exit code 0. */
  public boolean success() {
    return endedBy() == EndedBy.NONE && exit.code().orElse(-1) == 0;
  }

  /** What brought the end about. */
  public EndedBy endedBy() {
    return ending.by();
  }

  /** Why it was stopped; present exactly when {@link #endedBy()} is {@link EndedBy#STOPPED}. */
  public Optional<StopReason> stopReason() {
    return ending.reason();
  }

  /** Which limit was broken and by how much, or what could not be learned. */
  public Optional<String> explanation() {
    return ending.explanation();
  }

  /** Just before the spawn. */
  public Instant startedAt() {
    return span.startedAt();
  }

  /** When the whole tree was dealt with. */
  public Instant finishedAt() {
    return span.finishedAt();
  }

  /** User and system time of the whole tree. */
  public Duration cpu() {
    return totals.cpu();
  }

  /** The highest memory sample of the whole tree, in bytes. */
  public long maxMemoryBytes() {
    return totals.maxMemoryBytes();
  }

  /** The highest CPU sample of the whole tree; 100 is one core. */
  public double maxCpuPercent() {
    return totals.maxCpuPercent();
  }

  /** How many processes a stop, a time-out or a limit ended. */
  public int processesEnded() {
    return cleanup.processesEnded();
  }

  /** How many processes outlived the command and were ended. */
  public int leftoversEnded() {
    return cleanup.leftoversEnded();
  }
}
