package dev.tempo.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Run;
import dev.tempo.RunCause;
import dev.tempo.RunOrigin;
import dev.tempo.RunRequest;
import dev.tempo.RunResult;
import dev.tempo.RunTimeline;
import dev.tempo.store.memory.RunIndex.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RunIndexTest {
  private final RunIndex order = new RunIndex();

  @Test
  void runs_comeInTheOrderOfTheirIds_whateverWasAddedAndRemovedWhen() {
    Random random = new Random(5);
    TreeMap<UUID, Entry> expected = new TreeMap<>();
    for (int i = 0; i < 20_000; i++) {
      boolean isLate = random.nextInt(10) == 0;
      Entry added = new Entry(run(isLate ? random.nextInt(100_000) : 100_000 + i, i));
      order.add(added);
      expected.put(added.id(), added);
      if (random.nextInt(3) > 0) {
        order.remove(expected.pollFirstEntry().getValue());
      }
    }

    assertThat(ids(order.descending())).containsExactlyElementsOf(expected.descendingKeySet());
    for (UUID bound : List.of(expected.firstKey(), expected.lastKey(), new UUID(103_000, 0))) {
      assertThat(ids(order.descendingBefore(bound)))
          .containsExactlyElementsOf(expected.headMap(bound, false).descendingKeySet());
    }
  }

  private static List<UUID> ids(Iterator<Run> runs) {
    List<UUID> ids = new ArrayList<>();
    runs.forEachRemaining(run -> ids.add(run.id()));
    return ids;
  }

  private static Run run(long high, long low) {
    RunOrigin origin = RunOrigin.request(RunCause.API, Optional.empty());
    return new Run(
        new UUID(high, low),
        new Run.JobRef(new UUID(1, 2), "job", 1, "default"),
        RunRequest.first(origin, Map.of()),
        RunTimeline.queued(Instant.EPOCH),
        RunResult.NONE);
  }
}
