package dev.tempo.engine.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next process knows of handlers that this one has begun. */
class BegunRunsTest {
  private static final int SLOTS = 4_096;

  private final UUID begun = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("begun");
  }

  private BegunRuns started() {
    BegunRuns runs = BegunRuns.open(file());
    runs.forgetEarlier();
    return runs;
  }

  private void knowsNothing(BegunRuns runs) {
    assertThat(runs.hadBegun(begun)).isFalse();
    assertThat(runs.neverBegun(other)).isFalse();
  }

  @Test
  void runThatHadBegun_isKnown_untilItsEndIsDurable_andAnotherHasNeverBegun() {
    Runnable end = started().begin(begun);
    BegunRuns next = BegunRuns.open(file());
    assertThat(next.hadBegun(begun)).isTrue();
    assertThat(next.neverBegun(begun)).isFalse();
    assertThat(next.hadBegun(other)).isFalse();
    assertThat(next.neverBegun(other)).isTrue();
    end.run();
    assertThat(BegunRuns.open(file()).neverBegun(begun)).isTrue();
  }

  @Test
  void idsOfWhichHalfIsZero_areKnown_too() {
    BegunRuns runs = started();
    runs.begin(new UUID(0, 7));
    runs.begin(new UUID(7, 0));
    BegunRuns next = BegunRuns.open(file());
    assertThat(next.hadBegun(new UUID(0, 7))).isTrue();
    assertThat(next.hadBegun(new UUID(7, 0))).isTrue();
  }

  @Test
  void moreRunsThanThereIsRoomFor_leaveNothingKnown() {
    BegunRuns runs = started();
    for (int i = 1; i < SLOTS; i++) {
      runs.begin(new UUID(1, i));
    }
    assertThat(BegunRuns.open(file()).hadBegun(new UUID(1, 1))).isTrue();
    Runnable end = runs.begin(begun);
    knowsNothing(BegunRuns.open(file()));
    end.run();
    knowsNothing(BegunRuns.open(file()));
  }

  @Test
  void fileThatIsCutOrGone_leavesNothingKnown() throws Exception {
    started().begin(begun);
    Path runs = file().resolve("runs");
    Files.write(runs, new byte[100]);
    knowsNothing(BegunRuns.open(file()));
    Files.delete(runs);
    knowsNothing(BegunRuns.open(file()));
  }

  @Test
  void processThatNeverCameToRunAnything_leavesNothingKnown() {
    BegunRuns.open(file()).begin(begun);
    knowsNothing(BegunRuns.open(file()));
    knowsNothing(BegunRuns.none());
  }

  @Test
  void placeThatCannotBeWritten_isNoObstacle() throws Exception {
    Files.writeString(file(), "a file, and no directory");
    BegunRuns runs = started();
    runs.begin(begun).run();
    knowsNothing(runs);
  }
}
