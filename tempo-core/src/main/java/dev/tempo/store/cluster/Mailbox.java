package dev.tempo.store.cluster;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What nodes ask of the leader, and what they tell it. Commands and outcomes stay until a turn that
 * has dealt with them takes them out ({@link ClusterStore#commit}).
 */
public interface Mailbox {
  /** What the leader is told of as it is woken: there are commands. */
  String ASKED = "asked";

  /** What the leader is told of as it is woken: there are outcomes. */
  String TOLD = "told";

  /**
   * Something that is asked of the leader.
   *
   * @param id made by whoever asks, of version 7; commands are taken in their order
   * @param incarnation of the node that asks
   * @param kind of the command
   * @param body as its kind has it
   */
  record Command(UUID id, UUID incarnation, String kind, byte[] body) {
    /** Checks that nothing is null. */
    public Command {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(incarnation, "incarnation");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(body, "body");
    }
  }

  /**
   * What came of a command; durable together with what it changed.
   *
   * @param commandId of the command
   * @param isDone false if it was refused
   * @param body the answer, or why not
   */
  record Answer(UUID commandId, boolean isDone, byte[] body) {
    /** Checks that nothing is null. */
    public Answer {
      Objects.requireNonNull(commandId, "commandId");
      Objects.requireNonNull(body, "body");
    }
  }

  /**
   * What a node tells of a run that it was assigned.
   *
   * @param id of version 7; outcomes are taken in their order
   * @param runId of the run
   * @param incarnation of the node that says so
   * @param kind what is said: an end, a result, what a script was read as, that it began
   * @param body as its kind has it
   */
  record Outcome(UUID id, UUID runId, UUID incarnation, String kind, byte[] body) {
    /** Checks that nothing is null. */
    public Outcome {
      Objects.requireNonNull(id, "id");
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(incarnation, "incarnation");
      Objects.requireNonNull(kind, "kind");
      Objects.requireNonNull(body, "body");
    }
  }

  /** Posts commands, and wakes the leader once. */
  void ask(List<Command> commands);

  /** Commands that wait, the oldest first; for the leader. */
  List<Command> commands(int limit);

  /** The answer to a command, which is then forgotten; empty while there is none. */
  Optional<Answer> takeAnswer(UUID commandId);

  /**
   * Takes a command back that was not answered.
   *
   * @return false if it is not there any more
   */
  boolean withdraw(UUID commandId);

  /**
   * Posts outcomes, durable when this returns, and wakes the leader once.
   *
   * @return false, and nothing is posted, if the incarnation is not up any more
   */
  boolean tell(UUID incarnation, List<Outcome> outcomes);

  /** Outcomes that wait, the oldest first; for the leader. */
  default List<Outcome> outcomes(int limit) {
    return outcomes(limit, Set.of());
  }

  /** The same, without those of these ids, which the leader has read and not dealt with. */
  List<Outcome> outcomes(int limit, Set<UUID> known);

  /**
   * Asks a node to stop a run; stays until the run has ended.
   *
   * @param cause as the engine writes it
   */
  void requestStop(UUID runId, UUID incarnation, byte[] cause);

  /** Which runs a node is asked to stop. */
  List<StopRequest> stops(UUID incarnation);

  /** A request to stop. */
  record StopRequest(UUID runId, byte[] cause) {
    /** Checks that nothing is null. */
    public StopRequest {
      Objects.requireNonNull(runId, "runId");
      Objects.requireNonNull(cause, "cause");
    }
  }
}
