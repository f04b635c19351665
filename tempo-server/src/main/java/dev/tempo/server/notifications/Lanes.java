package dev.tempo.server.notifications;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which notices are under way. A host that hangs takes the places of its own lane, and what is sent
 * to others goes on; mails never wait for webhooks. Thread-safe.
 */
final class Lanes {
  /** So many of one lane at once: two to one host, and to the mail server a few. */
  static final int OF_A_HOST = 2;

  private static final int OF_MAIL = 4;
  private static final int OF_ALL_HOSTS = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Integer> busy = new HashMap<>();
  private final Set<UUID> underWay = new HashSet<>();
  private int hosts;

  /** How many more of a lane may be begun. */
  int free(String lane) {
    lock.lock();
    try {
      int taken = busy.getOrDefault(lane, 0);
      return isMail(lane) ? OF_MAIL - taken : Math.min(OF_A_HOST - taken, OF_ALL_HOSTS - hosts);
    } finally {
      lock.unlock();
    }
  }

  /** How many of a lane may be under way at most. */
  static int most(String lane) {
    return isMail(lane) ? OF_MAIL : OF_A_HOST;
  }

  /** Takes a place for a notice; false if it is under way already. */
  boolean begin(QueuedNotification notice) {
    lock.lock();
    try {
      boolean fresh = underWay.add(notice.id());
      if (fresh) {
        busy.merge(notice.lane(), 1, Integer::sum);
        hosts += isMail(notice.lane()) ? 0 : 1;
      }
      return fresh;
    } finally {
      lock.unlock();
    }
  }

  /** Gives its place back. */
  void end(QueuedNotification notice) {
    lock.lock();
    try {
      underWay.remove(notice.id());
      busy.computeIfPresent(notice.lane(), (lane, count) -> count == 1 ? null : count - 1);
      hosts -= isMail(notice.lane()) ? 0 : 1;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isMail(String lane) {
    return lane.equals("mail");
  }
}
