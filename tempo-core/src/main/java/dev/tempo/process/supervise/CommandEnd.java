package dev.tempo.process.supervise;

import dev.tempo.internal.message.ProcessMessages;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.ProcessResult.Ending;
import dev.tempo.process.system.ProcessBackend.Ended;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Works out how the command of a run has ended. Used by the supervisor's thread alone. */
final class CommandEnd {
  private static final Logger LOG = LoggerFactory.getLogger(CommandEnd.class);

  private final SupervisedRun subject;
  private final SupervisorContext services;
  private final Sampler sampler;

  CommandEnd(SupervisedRun subject, SupervisorContext services, Sampler sampler) {
    this.subject = subject;
    this.services = services;
    this.sampler = sampler;
  }

  /** What the wrapper has written down of its end; empty if it has not, or that cannot be read. */
  Optional<ExitFile> exitFile() {
    try {
      return subject.directory().exit();
    } catch (IOException e) {
      LOG.warn("the exit file of {} cannot be read", subject.directory().id(), e);
      return Optional.empty();
    }
  }

  /**
   * The result of a run that is over.
   *
   * @param leaderEnd how its leader ended, as far as that is known
   * @param ending who ended it, as far as that was not the command itself
   */
  ProcessResult result(
      long now, Optional<Ended> leaderEnd, Ending ending, ProcessResult.Cleanup cleanup) {
    Optional<ExitFile> note = exitFile();
    ProcessResult.Exit exit = note.map(ExitFile::exit).orElseGet(() -> ofLeader(leaderEnd));
    long waited =
        Math.max(
            leaderEnd.map(end -> end.cpuNanos().orElse(0)).orElse(0L),
            note.map(known -> known.cpu().toNanos()).orElse(0L));
    ProcessResult.Span span =
        new ProcessResult.Span(subject.record().startedAt(), services.timing().clock().instant());
    return new ProcessResult(
        exit, explained(exit, leaderEnd, ending), span, sampler.totals(waited, now), cleanup);
  }

  /**
   * How the command itself ended, where it is its own leader. A wrapper's status is no result: a
   * shell that did not get to the command at all may end with 0.
   */
  private ProcessResult.Exit ofLeader(Optional<Ended> leaderEnd) {
    return services.host().hasSessions() ? ProcessResult.Exit.UNKNOWN : exit(leaderEnd);
  }

  private static ProcessResult.Exit exit(Optional<Ended> leaderEnd) {
    return leaderEnd.map(Ended::exit).orElse(ProcessResult.Exit.UNKNOWN);
  }

  private Ending explained(ProcessResult.Exit exit, Optional<Ended> leaderEnd, Ending ending) {
    if (ending.by() != EndedBy.NONE) {
      return ending;
    }
    Optional<String> breach = sampler.kernelBreach();
    if (breach.isPresent()) {
      return new Ending(EndedBy.LIMIT, Optional.empty(), breach);
    }
    Optional<String> unknown =
        exit.equals(ProcessResult.Exit.UNKNOWN)
            ? Optional.of(wrapperEnd(exit(leaderEnd)))
            : Optional.empty();
    return new Ending(EndedBy.NONE, Optional.empty(), unknown.or(sampler::kernelRefusal));
  }

  private static String wrapperEnd(ProcessResult.Exit end) {
    return end.code().isPresent()
        ? ProcessMessages.EXIT_UNKNOWN.text(end.code().getAsInt())
        : ProcessMessages.WRAPPER_KILLED.text();
  }
}
