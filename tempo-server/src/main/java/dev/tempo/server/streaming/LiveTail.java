package dev.tempo.server.streaming;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.event.Subscription;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.log.LogLine;
import dev.tempo.log.LogReader;
import dev.tempo.log.LogStorageException;
import dev.tempo.server.http.ApiRequest;
import dev.tempo.server.http.Feature;
import dev.tempo.server.http.Routes;
import dev.tempo.server.http.WebSocket;
import dev.tempo.server.http.WebSocketHandler.Sender;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.message.Translation;
import dev.tempo.server.runs.RunAccess;
import dev.tempo.server.security.authorization.Caller;
import dev.tempo.server.streaming.LogSocketMessages.MoreMessage;
import dev.tempo.server.streaming.LogSocketMessages.RunMessage;
import dev.tempo.server.streaming.LogSocketMessages.StatusMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the logs of all running runs that match over one WebSocket, also of those that begin while
 * it is open. Each run has a reader of its own, which never waits for the client: what a slow
 * client does not take goes, oldest first, and it is told which lines. Whether the caller may see a
 * run is asked again with each portion of its log.
 */
public final class LiveTail implements Feature {
  private static final Logger LOG = LoggerFactory.getLogger(LiveTail.class);

  /** So many runs are followed at once on one socket; the others are counted. */
  static final int MOST_RUNS = 50;

  /** Runs that have ended are no longer reported, and need not be known for ever. */
  private static final int MOST_FOLLOWED = 10_000;

  private static final int MOST_TAILS = 32;
  private static final int MOST_ARRIVALS = 1_000;
  private static final int FRAME_CHARACTERS = 32_000;
  private static final Duration BEAT = Duration.ofSeconds(1);

  private final Tempo tempo;
  private final JobService jobs;
  private final RunAccess access;
  private final RunWaiter watch;
  private final LogLineJson texts = new LogLineJson();
  private final Semaphore tails = new Semaphore(MOST_TAILS);

  /** Over an engine, its jobs, and who may see their runs. */
  public LiveTail(Tempo tempo, JobService jobs, RunAccess access, RunWaiter watch) {
    this.tempo = tempo;
    this.jobs = jobs;
    this.access = access;
    this.watch = watch;
  }

  @Override
  public void register(Routes routes) {
    routes.socket("/api/logs/tail", this::open);
  }

  private Sender open(ApiRequest call) {
    TailFilter filter = TailFilter.of(call, jobs);
    if (tails.availablePermits() == 0) {
      throw ApiException.of(ErrorCode.UNAVAILABLE, message("api.stream.tooMany"));
    }
    access.keepUnlessOwn(call, Optional.empty());
    Caller caller = call.caller();
    Translation language = call.language();
    return socket -> follow(socket, new Reader(caller, language), filter);
  }

  private void follow(WebSocket socket, Reader reader, TailFilter filter)
      throws InterruptedException {
    if (!tails.tryAcquire()) {
      return; // others came first; the client comes back
    }
    try {
      new Tail(socket, reader, filter).run();
    } finally {
      tails.release();
    }
  }

  /** Who follows, and in which language Tempo's own lines are said. */
  private record Reader(Caller caller, Translation language) {}

  /** What one client follows. Its runs are begun by the thread that sends. */
  private final class Tail {
    private final WebSocket socket;
    private final Caller caller;
    private final Translation language;
    private final TailFilter filter;
    private final TailBuffer buffer = new TailBuffer();
    private final BlockingQueue<Run> arrivals = new ArrayBlockingQueue<>(MOST_ARRIVALS);
    private final AtomicBoolean lookAgain = new AtomicBoolean(true);
    private final Map<UUID, Thread> readers = new ConcurrentHashMap<>();
    private final Set<UUID> followed =
        Collections.newSetFromMap(BoundedMap.byInsertion(MOST_FOLLOWED));
    private int waiting;

    Tail(WebSocket socket, Reader reader, TailFilter filter) {
      this.socket = socket;
      this.caller = reader.caller();
      this.language = reader.language();
      this.filter = filter;
    }

    void run() throws InterruptedException {
      Subscription events = tempo.onEvent(this::listen);
      try {
        while (socket.isOpen()) {
          beginArrivals();
          String frame = buffer.take(BEAT, FRAME_CHARACTERS);
          if (!frame.isEmpty()) {
            socket.sendText(frame);
          }
        }
      } finally {
        events.close();
        readers.values().forEach(Thread::interrupt);
      }
    }

    private void listen(Event event) {
      boolean isMissed =
          event instanceof Event.EventsMissed
              || event instanceof Event.RunStarted started && !arrivals.offer(started.run());
      if (isMissed) {
        lookAgain.set(true);
      }
    }

    private void beginArrivals() {
      List<Run> begun = new ArrayList<>();
      arrivals.drainTo(begun);
      boolean all = lookAgain.getAndSet(false);
      if (all) {
        begun = tempo.store().runs().running();
      }
      int left = 0;
      for (Run run : begun) {
        if (!followed.contains(run.id()) && isWanted(run)) {
          left += begin(run) ? 0 : 1;
        }
      }
      if (all) {
        tellOfOthers(left);
      } else if (left > 0) {
        lookAgain.set(true); // to count them with the others
      }
    }

    private boolean isWanted(Run run) {
      return filter.wants(run, jobs.index()) && access.maySee(caller, run);
    }

    /** False if there are too many already. */
    private boolean begin(Run run) {
      if (readers.size() >= MOST_RUNS) {
        return false;
      }
      followed.add(run.id());
      buffer.message(run.id(), RunMessage.of(run));
      Thread reader = Thread.ofVirtual().name("tempo-tail-" + run.id()).unstarted(() -> read(run));
      readers.put(run.id(), reader);
      reader.start();
      return true;
    }

    /** How many more run, if there is no room for them. */
    private void tellOfOthers(int left) {
      if (left != waiting) {
        buffer.message(new UUID(0, 0), new MoreMessage("more", left));
      }
      waiting = left;
    }

    private void read(Run run) {
      try {
        if (readLines(run)) {
          watch
              .await(run.id(), RunStatus::isFinal, BEAT)
              .ifPresent(
                  ended -> buffer.message(run.id(), StatusMessage.of(ended, Optional.empty())));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the socket was closed
      } catch (LogStorageException e) {
        LOG.warn("The log of run {} cannot be followed: {}", run.id(), e.getMessage());
      } finally {
        readers.remove(run.id());
        lookAgain.set(true);
      }
    }

    /** False if the caller may not see the rest. */
    private boolean readLines(Run run) throws InterruptedException {
      long after = Math.max(0, tempo.store().logs().count(run.id()) - filter.last());
      try (LogReader reader = tempo.followLog(run.id(), after);
          LogLineJson.OfRun lines = texts.open(run.id())) {
        LogReader.Batch batch;
        do {
          batch = reader.next(BEAT);
          if (!access.maySee(caller, run)) {
            return false;
          }
          batch.gap().ifPresent(gap -> buffer.gap(run.id(), gap.from(), gap.to()));
          for (LogLine line : batch.lines()) {
            if (filter.wants(line)) {
              buffer.line(run.id(), line.number(), lines.of(line, language));
            }
          }
        } while (!batch.ended() && socket.isOpen());
      }
      return true;
    }
  }
}
