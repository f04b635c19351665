package dev.tempo.faults.cluster;

import dev.tempo.Job;
import dev.tempo.RunHandle;
import dev.tempo.RunOptions;
import dev.tempo.Tempo;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** Asks a node for runs, and to cancel some of them, as its program would. Used by one thread. */
final class NodeDriver {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CANCELLED_OF = 3;

  private final Tempo tempo;
  private final NodeJournal journal;
  private volatile boolean goesOn;

  NodeDriver(Tempo tempo, NodeJournal journal) {
    this.tempo = tempo;
    this.journal = journal;
  }

  void begin() {
    goesOn = true;
    Thread.ofPlatform().daemon().start(this::run);
  }

  void end() {
    goesOn = false;
  }

  private void run() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int number = 1; goesOn; number++) {
      try {
        Thread.sleep(random.nextInt(400, 1_600));
        Optional<UUID> asked = ask();
        if (asked.isPresent() && number % CANCELLED_OF == 0) {
          tempo.cancel(asked.get(), "the load");
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        // whether it was done is not known, and then nothing may be expected of it
      }
    }
  }

  private Optional<UUID> ask() {
    Optional<Job> job = tempo.findJobByKey("asked");
    if (job.isEmpty()) {
      return Optional.empty();
    }
    CompletableFuture<RunHandle> asking = tempo.runAsync(job.get().id(), RunOptions.DEFAULT);
    RunHandle answered = asking.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    journal.write(JournalEntry.Kind.ANSWERED, answered.id().toString());
    return Optional.of(answered.id());
  }
}
