package dev.tempo.server.http;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.transport.Wire;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How much memory all answers together may take, from before they are made until their clients have
 * them. Each answer is bounded; without this the sum of those that nobody reads is not.
 *
 * <p>An answer that may be large takes what it is expected to take before anything is read for it,
 * and gives back what it did not need when it has been made. One user has half of the memory at
 * most, and the last quarter is for users who have no other answer under way. Small answers have a
 * reserve of their own, so that health, pages and short lists go on whatever becomes of large ones.
 * Where there is too little, the connections of clients that do not read are cut, those of the same
 * user first if it is that user's share that is used up; who still finds none is told to come
 * again. Thread-safe.
 */
public final class AnswerBudget {
  /** No more than a connection costs in any case. */
  static final int FREE_BYTES = 16_384;

  private static final int SMALL_BYTES = 131_072;
  private static final long LEAST_BYTES = 24L << 20;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition given = lock.newCondition();
  private final Set<Share> holders = new HashSet<>();
  private final Pool large;
  private final Pool small;

  /**
   * Of so many bytes.
   *
   * @param reserve how many more there are for small answers
   */
  AnswerBudget(long bytes, long reserve) {
    this.large = new Pool(bytes, bytes / 4);
    this.small = new Pool(reserve, 0);
  }

  /** A quarter of the heap, and a sixteenth for small answers. */
  public static AnswerBudget ofThisProcess() {
    long heap = Math.max(LEAST_BYTES * 4, Runtime.getRuntime().maxMemory());
    return new AnswerBudget(heap / 4, heap / 16);
  }

  /**
   * An answer's share, to be closed when the answer has been sent.
   *
   * @param wire over which it will go
   * @param user whose answers have a bound together: an account, or the address of a stranger
   */
  public Share share(Wire wire, String user) {
    return new Share(wire, user);
  }

  /** What there is of one kind. */
  private static final class Pool {
    private final long total;
    private final long forFirst;
    private final Map<String, Long> byUser = new HashMap<>();
    private long used;

    Pool(long total, long forFirst) {
      this.total = total;
      this.forFirst = forFirst;
    }

    long most() {
      return total / 2;
    }

    boolean userFits(String user, long bytes) {
      return byUser.getOrDefault(user, 0L) + bytes <= most();
    }

    boolean fits(String user, long bytes) {
      boolean first = !byUser.containsKey(user) && bytes <= forFirst;
      return userFits(user, bytes) && used + bytes <= (first ? total : total - forFirst);
    }

    void add(String user, long bytes) {
      used += bytes;
      byUser.merge(user, bytes, (had, more) -> had + more == 0 ? null : had + more);
    }
  }

  /** What one answer has taken. For one thread. */
  public final class Share implements AutoCloseable {
    private final Wire wire;
    private final String user;
    private Pool pool;
    private long taken;
    private boolean cut;

    private Share(Wire wire, String user) {
      this.wire = wire;
      this.user = user;
    }

    /**
     * Takes memory for an answer that is yet to be made; more than one user may have is as much as
     * that.
     *
     * @throws ApiException 503 with {@code Retry-After} if there is none for a while
     */
    void expect(long bytes) {
      resize(bytes, PATIENCE_NANOS);
    }

    /** Takes memory as {@link #expect} does, unless so much has been taken already. */
    void expectAtLeast(long bytes) {
      if (taken < bytes) {
        expect(bytes);
      }
    }

    /**
     * Says how large it has become, which is less than was expected, or little.
     *
     * @param refusable whether it may still be refused: nothing was changed for it
     * @throws ApiException 503 with {@code Retry-After} if it is larger and there is no memory
     */
    void made(long bytes, boolean refusable) {
      if (bytes > FREE_BYTES || taken > 0) {
        resize(bytes, refusable ? 0 : -1);
      }
    }

    private void resize(long bytes, long patience) {
      lock.lock();
      try {
        boolean less = taken >= bytes;
        Pool wanted = less ? pool : bytes <= SMALL_BYTES ? small : large;
        long most = Math.min(bytes, wanted.most());
        release();
        if (patience >= 0 && !less) {
          await(wanted, most, patience);
        }
        hold(wanted, most);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw busy();
      } finally {
        lock.unlock();
      }
    }

    private void await(Pool requested, long bytes, long patience) throws InterruptedException {
      long left = patience;
      while (!requested.fits(user, bytes)) {
        cutDeaf(requested, bytes);
        if (left <= 0) {
          throw busy();
        }
        long step = Math.min(left, STEP_NANOS);
        left -= step - Math.max(0, given.awaitNanos(step));
      }
    }

    /** Cuts those that have not read for longest, until what they hold is enough. */
    private void cutDeaf(Pool requested, long bytes) {
      boolean own = !requested.userFits(user, bytes);
      List<Share> deaf =
          holders.stream()
              .filter(share -> share.pool == requested && (!own || share.user.equals(user)))
              .filter(share -> share.cut || share.wire.isDeaf())
              .sorted(Comparator.comparing((Share share) -> !share.cut))
              .toList();
      long freed = 0;
      for (Share share : deaf) {
        if (freed >= bytes) {
          return;
        }
        freed += share.taken;
        if (!share.cut) {
          share.cut = true;
          share.wire.close();
        }
      }
    }

    private void hold(Pool from, long bytes) {
      if (bytes > 0) {
        pool = from;
        taken = bytes;
        pool.add(user, bytes);
        holders.add(this);
      }
    }

    private void release() {
      if (taken > 0) {
        pool.add(user, -taken);
        taken = 0;
        holders.remove(this);
        given.signalAll();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        release();
      } finally {
        lock.unlock();
      }
    }

    private static ApiException busy() {
      return ApiException.of(ErrorCode.UNAVAILABLE, message("api.noMemoryForAnswers"))
          .header("Retry-After", "2");
    }
  }
}
