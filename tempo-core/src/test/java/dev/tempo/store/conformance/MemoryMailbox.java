package dev.tempo.store.conformance;

import dev.tempo.store.cluster.ClusterStore;
import dev.tempo.store.cluster.Mailbox;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** The mailbox of a {@link MemoryCluster}. Thread-safe. */
final class MemoryMailbox {
  private final MemoryCluster shared;
  private final SharedLock lock;
  private final TreeMap<UUID, Mailbox.Command> commands = new TreeMap<>();
  private final Map<UUID, Mailbox.Answer> answers = new HashMap<>();
  private final TreeMap<UUID, Mailbox.Outcome> outcomes = new TreeMap<>();
  private final Map<UUID, Stop> stops = new LinkedHashMap<>();

  private record Stop(UUID incarnation, byte[] cause) {}

  MemoryMailbox(MemoryCluster shared, SharedLock lock) {
    this.shared = shared;
    this.lock = lock;
  }

  Mailbox of(MemorySession session) {
    return new Mail(session);
  }

  /** Takes out what a turn has dealt with; with the lock held. */
  void settle(ClusterStore.Turn turn) {
    for (Mailbox.Answer answer : turn.answers()) {
      if (commands.remove(answer.commandId()) != null) {
        answers.put(answer.commandId(), answer);
      }
    }
    turn.outcomes().forEach(outcomes::remove);
    stops.keySet().removeIf(shared::isOver);
  }

  /** The mailbox, as a session sees it. */
  private final class Mail implements Mailbox {
    private final MemorySession session;

    Mail(MemorySession session) {
      this.session = session;
    }

    @Override
    public void ask(List<Command> asked) {
      session.check();
      lock.run(() -> asked.forEach(command -> commands.put(command.id(), command)));
      shared.wake(ClusterStore.LEADER_TOPIC, ASKED);
    }

    @Override
    public List<Command> commands(int limit) {
      session.check();
      return lock.get(() -> commands.values().stream().limit(limit).toList());
    }

    @Override
    public Optional<Answer> takeAnswer(UUID commandId) {
      session.check();
      return lock.get(() -> Optional.ofNullable(answers.remove(commandId)));
    }

    @Override
    public boolean withdraw(UUID commandId) {
      session.check();
      return lock.get(() -> commands.remove(commandId) != null);
    }

    @Override
    public boolean tell(UUID incarnation, List<Outcome> told) {
      session.check();
      boolean isTold =
          lock.get(
              () -> {
                boolean up = shared.isUp(incarnation);
                if (up) {
                  told.forEach(outcome -> outcomes.put(outcome.id(), outcome));
                }
                return up;
              });
      if (isTold) {
        shared.wake(ClusterStore.LEADER_TOPIC, TOLD);
      }
      return isTold;
    }

    @Override
    public List<Outcome> outcomes(int limit, Set<UUID> known) {
      session.check();
      return lock.get(
          () ->
              outcomes.values().stream()
                  .filter(outcome -> !known.contains(outcome.id()))
                  .limit(limit)
                  .toList());
    }

    @Override
    public void requestStop(UUID runId, UUID incarnation, byte[] cause) {
      session.check();
      lock.run(
          () -> {
            if (!shared.isOver(runId)) {
              stops.putIfAbsent(runId, new Stop(incarnation, cause));
            }
          });
      shared.wake(ClusterStore.topicOf(incarnation), "");
    }

    @Override
    public List<StopRequest> stops(UUID incarnation) {
      session.check();
      return lock.get(
          () -> {
            List<StopRequest> mine = new ArrayList<>();
            stops.forEach(
                (runId, stop) -> {
                  if (stop.incarnation().equals(incarnation)) {
                    mine.add(new StopRequest(runId, stop.cause()));
                  }
                });
            return mine;
          });
    }
  }
}
