package dev.tempo.server.health;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.Nodes;
import dev.tempo.Nodes.NodeInfo;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.message.Message;
import dev.tempo.server.message.Messages;
import dev.tempo.store.RunQuery;
import dev.tempo.store.StoreException;
import dev.tempo.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Sees whether nothing starts, or runs wait for what nobody gives them, though every part does its
 * work: all nodes are drained, nobody decides, everything is paused, or no node has a label that
 * runs ask for. Looks at the runs that wait longest alone. What was seen counts for a second, so
 * that whoever asks often reads seldom, and many who ask of a store that is slow to refuse wait for
 * one answer. Thread-safe.
 */
final class HeldRuns {
  private static final int LOOKED_AT = 200;
  private static final String NO_LABEL = "run.noLabel";
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  private final Tempo tempo;
  private final TimeSource time;
  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, Message> seen = Map.of();
  private boolean looked;
  private long lookedNanos;

  HeldRuns(Tempo tempo, TimeSource time) {
    this.tempo = tempo;
    this.time = time;
  }

  /**
   * Why what is held back is, by what is out of order. While the nodes cannot be read, as when
   * somebody has locked their tables, nobody leads for long: that is told as the leader's problem,
   * and the others stay as they were seen last.
   */
  Map<String, Message> problems() {
    lock.lock();
    try {
      if (!looked || time.nanoTime() - lookedNanos > FRESH_NANOS) {
        seen = lookOrKeep();
        looked = true;
        lookedNanos = time.nanoTime();
      }
      return seen;
    } finally {
      lock.unlock();
    }
  }

  private Map<String, Message> lookOrKeep() {
    try {
      return look();
    } catch (StoreException e) {
      Map<String, Message> problems = new TreeMap<>(seen);
      problems.put("leader", message("api.health.leaderUnknown", "reason", Messages.of(e)));
      return problems;
    }
  }

  private Map<String, Message> look() {
    Map<String, Message> problems = new TreeMap<>();
    if (tempo.isPaused()) {
      problems.put("paused", message("api.health.paused"));
    }
    Nodes nodes = tempo.nodes();
    if (nodes.isShared()) {
      List<NodeInfo> living = nodes.list().stream().filter(node -> node.state().isUp()).toList();
      allDrained(living).ifPresent(text -> problems.put("nodes", text));
      if (!living.isEmpty() && living.stream().noneMatch(NodeInfo::isLeader)) {
        problems.put("leader", message("api.health.noLeader"));
      }
      noLabel().ifPresent(text -> problems.put("labels", text));
    }
    return problems;
  }

  private static Optional<Message> allDrained(Collection<NodeInfo> living) {
    boolean isDrained =
        !living.isEmpty() && living.stream().allMatch(node -> node.state() == Nodes.State.DRAINING);
    return isDrained
        ? Optional.of(
            message(
                "api.health.allDrained",
                "names",
                living.stream().map(NodeInfo::name).collect(Collectors.joining(", "))))
        : Optional.empty();
  }

  private Optional<Message> noLabel() {
    RunQuery queued = RunQuery.ALL.withStatus(RunStatus.QUEUED).withLimit(LOOKED_AT);
    RunQuery longest = queued.withOrder(RunQuery.Order.OLDEST_FIRST);
    List<String> labels =
        tempo.waitReasons(tempo.store().runs().list(longest).runs()).values().stream()
            .filter(why -> why.code().equals(NO_LABEL))
            .map(why -> why.arguments().get("labels").toString())
            .toList();
    String each = labels.stream().distinct().sorted().collect(Collectors.joining("; "));
    return labels.isEmpty()
        ? Optional.empty()
        : Optional.of(counted("api.health.noLabel", labels.size(), "labels", each));
  }
}
