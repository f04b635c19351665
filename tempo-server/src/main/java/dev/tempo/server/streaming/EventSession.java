package dev.tempo.server.streaming;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.message.Translation;
import dev.tempo.server.security.authorization.Caller;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * What one client is to be told. Whoever tells never waits: what a client does not read in time
 * gathers here, and when there is too much the oldest goes, of which the client is told.
 * Thread-safe.
 */
final class EventSession {
  private static final int CAPACITY = 1_000;
  private static final int MAX_FRAME = 25;
  private static final int MAX_TOPICS = 200;

  private final Caller caller;
  private final Translation language;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private final Deque<JsonNode> waiting = new ArrayDeque<>();
  private final IntFunction<JsonNode> dropNotice;
  private final Set<String> topics =
      new HashSet<>(Set.of(Topics.RUNS, Topics.JOBS, Topics.BACKUPS));
  private boolean chosen;
  private int dropped;

  /** A session that is told everything until its client chooses. */
  EventSession(Caller caller, Translation language, IntFunction<JsonNode> dropNotice) {
    this.caller = caller;
    this.language = language;
    this.dropNotice = dropNotice;
  }

  Caller caller() {
    return caller;
  }

  Translation language() {
    return language;
  }

  boolean wants(Set<String> ofEvent) {
    lock.lock();
    try {
      return ofEvent.stream().anyMatch(topics::contains);
    } finally {
      lock.unlock();
    }
  }

  /** Adds a topic; the first that a client asks for replaces everything. False if too many. */
  boolean subscribe(String topic) {
    lock.lock();
    try {
      if (!chosen) {
        topics.clear();
        chosen = true;
      }
      if (topics.size() >= MAX_TOPICS && !topics.contains(topic)) {
        return false;
      }
      topics.add(topic);
      return true;
    } finally {
      lock.unlock();
    }
  }

  void unsubscribe(String topic) {
    lock.lock();
    try {
      topics.remove(topic);
    } finally {
      lock.unlock();
    }
  }

  /** Leaves a message for the client. */
  void tell(JsonNode message) {
    lock.lock();
    try {
      if (waiting.size() >= CAPACITY) {
        waiting.removeFirst();
        dropped++;
      }
      waiting.addLast(message);
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Sends what there is, until the socket closes. */
  void run(WebSocket socket) throws InterruptedException {
    while (socket.isOpen()) {
      socket.send(take());
    }
  }

  private JsonNode take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty()) {
        filled.await();
      }
      ArrayNode frame = JsonNodeFactory.instance.arrayNode();
      if (dropped > 0) {
        frame.add(dropNotice.apply(dropped));
        dropped = 0;
      }
      while (!waiting.isEmpty() && frame.size() < MAX_FRAME) {
        frame.add(waiting.removeFirst());
      }
      return frame.size() == 1 ? frame.get(0) : frame;
    } finally {
      lock.unlock();
    }
  }
}
