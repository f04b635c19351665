package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.Job;
import dev.tempo.engine.event.EventBus;
import dev.tempo.engine.turn.DurationFormat;
import dev.tempo.engine.turn.RetryingStore;
import dev.tempo.engine.turn.RunWaiters;
import dev.tempo.engine.turn.TimerQueue;
import dev.tempo.engine.turn.Turn;
import dev.tempo.engine.work.JobAccounts;
import dev.tempo.engine.work.ScriptFiles;
import dev.tempo.store.StoreException;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import dev.tempo.time.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmallPartsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "PT0.25S,250ms",
    "PT5S,5s",
    "PT90S,1m 30s",
    "PT1H30M,1h 30m",
    "PT2.5S,2.5s",
    "PT48H,48h"
  })
  void durations_areWrittenAsPeopleDo(Duration duration, String words) {
    assertThat(DurationFormat.inWords(duration)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"etl,etl", "Nightly report,Nightly report", "../../etc,_.._.._etc", "'a/b',a_b"})
  void keys_becomeHarmlessNames(String key, String start) {
    assertThat(ScriptFiles.safe(key)).startsWith(start.substring(0, 1).equals("_") ? "_" : start);
    assertThat(ScriptFiles.safe(key)).doesNotContain("/").doesNotStartWith(".");
  }

  private static ScriptFiles files(Path root) {
    JobAccounts accounts = JobAccounts.shared(Optional.empty());
    return new ScriptFiles(
        root,
        accounts,
        () -> {
          throw new AssertionError("jobs that share an account need not be known");
        });
  }

  @Test
  void differentKeys_haveDifferentNames_alsoWhenTheyAreLong() {
    assertThat(ScriptFiles.safe("a/b")).isNotEqualTo(ScriptFiles.safe("a_b"));
    String longer = "x".repeat(150);
    assertThat(ScriptFiles.safe(longer)).isNotEqualTo(ScriptFiles.safe(longer + "y"));
    assertThat(ScriptFiles.safe(longer).length()).isLessThan(120);
    assertThat(ScriptFiles.safe(" ")).startsWith("_");
  }

  @Test
  void script_isWrittenWhereItsKeySays_andNotTouchedWhenItIsTheSame() throws IOException {
    Job job = Job.named("n").key("etl:daily:load").task(Task.shell("true")).build();
    ScriptFiles files = files(directory);
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    Path script = files.write(job, first, ".sh", bytes("echo 1"));
    assertThat(script).isEqualTo(directory.resolve("etl/daily/load/load.sh"));
    Object before = Files.readAttributes(script, "unix:ino").get("ino");
    assertThat(files.write(job, second, ".sh", bytes("echo 1"))).isEqualTo(script);
    assertThat(Files.readAttributes(script, "unix:ino")).isEqualTo(Map.of("ino", before));
    files.release(job, first, ".sh");
    files.release(job, second, ".sh");
    files.write(job, second, ".sh", bytes("echo 2"));
    assertThat(Files.readAttributes(script, "unix:ino")).isNotEqualTo(Map.of("ino", before));
    assertThat(script).hasContent("echo 2");
  }

  @Test
  void script_thatARunUses_isNotReplacedByAnotherContent() throws IOException {
    Job job = Job.named("n").key("load").task(Task.shell("true")).build();
    ScriptFiles files = files(directory);
    UUID first = UUID.randomUUID();
    UUID second = UUID.randomUUID();
    Path used = files.write(job, first, ".sh", bytes("echo 1"));
    Path own = files.write(job, second, ".sh", bytes("echo 2"));
    assertThat(own).hasContent("echo 2").hasSameFileSystemAs(used).isNotEqualTo(used);
    assertThat(own.getParent()).isEqualTo(used.getParent());
    assertThat(used).hasContent("echo 1");
    files.release(job, second, ".sh");
    assertThat(own).doesNotExist();
    files.release(job, first, ".sh");
    assertThat(files.write(job, second, ".sh", bytes("echo 2")))
        .isEqualTo(used)
        .hasContent("echo 2");
  }

  @Test
  void script_isNotWrittenThroughALink() throws IOException {
    Path outside = Files.createDirectory(directory.resolve("outside"));
    Path root = Files.createDirectory(directory.resolve("scripts"));
    Files.createSymbolicLink(root.resolve("etl"), outside);
    Job job = Job.named("n").key("etl:load").task(Task.shell("true")).build();
    ScriptFiles files = files(root);
    assertThatThrownBy(() -> files.write(job, UUID.randomUUID(), ".sh", bytes("true")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("symbolic link");
    assertThat(outside).isEmptyDirectory();
  }

  @Test
  void release_afterTheJobWasDeleted_makesNoDirectory() {
    Job job = Job.named("n").key("gone").task(Task.shell("true")).build();
    files(directory).release(job, UUID.randomUUID(), ".sh");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void storeThatFails_isAskedAgainUntilItWorks_andOnlyThenGivenUp() {
    List<Long> waits = new ArrayList<>();
    EventBus events = EventBus.inline();
    List<String> told = new ArrayList<>();
    events.subscribe(event -> told.add(event.toString()));
    RetryingStore store = new RetryingStore(new MemoryStore(), fixed(), events, waits::add);
    int[] failures = {12};
    String answer =
        store.ask(
            all -> {
              if (failures[0]-- > 0) {
                throw new StoreException("full");
              }
              return "yes";
            });
    assertThat(answer).isEqualTo("yes");
    assertThat(waits).startsWith(10L, 20L, 40L).endsWith(2_000L).hasSize(12);
    assertThat(told).hasSize(2);
    assertThat(store.failure()).isEmpty();
    store.giveUp();
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () ->
                store.ask(
                    all -> {
                      throw new StoreException("full");
                    }))
        .hasMessage("full");
    assertThat(store.failure()).isPresent();
  }

  @Test
  void deadlines_comeInOrder_andCanBeCalledOff() {
    TimerQueue deadlines = new TimerQueue();
    List<Integer> done = new ArrayList<>();
    deadlines.at(30, turn -> done.add(3));
    TimerQueue.Key off = deadlines.at(20, turn -> done.add(2));
    deadlines.at(10, turn -> done.add(1));
    deadlines.at(10, turn -> done.add(11));
    deadlines.cancel(off);
    assertThat(deadlines.nanosLeft(4, 100)).isEqualTo(6);
    assertThat(deadlines.nanosLeft(50, 100)).isZero();
    doDue(deadlines, 29);
    assertThat(done).containsExactly(1, 11);
    doDue(deadlines, 30);
    assertThat(done).containsExactly(1, 11, 3);
    assertThat(deadlines.nanosLeft(4, 100)).isEqualTo(100);
  }

  private static void doDue(TimerQueue deadlines, long nanos) {
    Turn turn = new Turn(Instant.EPOCH, nanos, outlets());
    deadlines
        .pollDue(nanos)
        .ifPresent(
            action -> {
              action.accept(turn);
              doDue(deadlines, nanos);
            });
  }

  private static Turn.Listeners outlets() {
    return new Turn.Listeners(new java.util.UUID(1, 2), EventBus.inline(), new RunWaiters());
  }

  private static TimeSource fixed() {
    return dev.tempo.testkit.VirtualClock.at(Instant.EPOCH);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
