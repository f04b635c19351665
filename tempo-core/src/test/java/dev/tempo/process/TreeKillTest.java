package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.ProcessResult.EndedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The tree-kill matrix: shapes of trees, ways of starting them, and how many survive the end. */
@ParameterizedClass
@EnumSource(Way.class)
class TreeKillTest {
  @Parameter Way way;
  @TempDir Path directory;

  /**
   * A script that makes a tree. {@code $member} is a command that writes its number to a file and
   * then sleeps; {@code $python} is Python 3.
   */
  enum Shape {
    CHILDREN(3, "$member & $member & $member & wait"),
    GRANDCHILDREN(2, "sh -c '$member & wait' & sh -c '$member & wait' & wait"),
    PIPELINE(3, "$member | $member | $member"),
    ROOT_GONE(2, "$member & sh -c '$member & exec sleep 1000' & until_written; exit 0"),
    TERM_IGNORED(2, "trap '' TERM; $member & $member & wait; wait"),
    STOPPED(1, "$member & until_written; kill -STOP $!; wait"),
    OWN_GROUP(2, "$python -c 'import os; os.setpgid(0, 0); os.system(\"$member & $member\")'"),
    OWN_SESSION(1, "setsid $member & wait"),
    DAEMON(1, "sh -c 'setsid $member & exit'; sleep 1000"),
    DAEMON_AND_ROOT_GONE(1, "sh -c 'setsid $member & exit'; until_written; exit 0"),
    FIRST_THREAD_GONE(1, "$python $threads & wait"),
    CLEAN_CHILD(1, "env -i $member & wait"),
    CLEAN_DAEMON(1, "sh -c 'env -i setsid $member & exit'; until_written; exit 0");

    private final int members;
    private final String script;

    Shape(int members, String script) {
      this.members = members;
      this.script = script;
    }

    /** How many may be left when nothing but the marks of the process table can be used. */
    int survivorsWithoutCgroup() {
      return this == CLEAN_DAEMON ? 1 : 0;
    }

    boolean endsByItself() {
      return script.endsWith("exit 0");
    }

    String script(Path pids) throws IOException {
      Path member =
          Files.writeString(
              pids.resolveSibling("member"), "echo $$ >>" + pids + "; exec sleep 1000");
      Path threads =
          Files.writeString(
              pids.resolveSibling("threads"),
              """
              import ctypes, os, signal, threading, time
              signal.signal(signal.SIGTERM, signal.SIG_IGN)
              open('%s', 'a').write(str(os.getpid()) + '\\n')
              threading.Thread(target=time.sleep, args=(1000,)).start()
              ctypes.CDLL(None).pthread_exit(None)
              """
                  .formatted(pids));
      String untilWritten =
          "until_written() { until [ $(wc -l <%s) -ge %d ]; do sleep 0.01; done; }; : >>%s; "
              .formatted(pids, members, pids);
      return untilWritten
          + script
              .replace("$member", "/bin/sh " + member)
              .replace("$threads", threads.toString())
              .replace("$python", Rig.program("python3"));
    }
  }

  @ParameterizedTest
  @EnumSource(Shape.class)
  void tree_isGone(Shape shape, @TempDir Path scratch) throws Exception {
    Path pids = scratch.resolve("pids");
    try (Rig rig = new Rig(way, directory)) {
      int expected = way.confines(directory) ? 0 : shape.survivorsWithoutCgroup();
      SupervisedProcess process = rig.start(Rig.shell(shape.script(pids)));
      Rig.await("members", () -> Rig.read(pids).lines().count() >= shape.members);
      if (!shape.endsByItself()) {
        process.stop(StopReason.CANCELLED);
      }

      ProcessResult result = Rig.result(process);
      List<Long> survivors =
          Files.readAllLines(pids).stream().map(Long::parseLong).filter(Rig::lives).toList();
      survivors.forEach(Rig::kill);

      System.out.printf(
          "%-31s %-20s %d processes, survivors %d%n", way, shape, shape.members, survivors.size());
      assertThat(survivors.size()).isLessThanOrEqualTo(expected);
      assertThat(result.endedBy()).isEqualTo(shape.endsByItself() ? EndedBy.NONE : EndedBy.STOPPED);
      int ended = shape.endsByItself() ? result.leftoversEnded() : result.processesEnded();
      assertThat(ended).isGreaterThanOrEqualTo(shape.members - survivors.size());
    }
  }

  @Test
  void leftovers_areCountedAndTheExitCodeIsKept() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      ProcessResult result = rig.run(Rig.shell("sleep 1000 & sleep 1000 & exit 5"));

      assertThat(result.exitCode()).hasValue(5);
      assertThat(result.endedBy()).isEqualTo(EndedBy.NONE);
      assertThat(result.leftoversEnded()).isEqualTo(2);
      assertThat(result.processesEnded()).isZero();
    }
  }

  @Test
  void leftovers_areLeftWhenThePolicySaysSo() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      SupervisedProcess process =
          rig.start(Rig.shell("sleep 1000 & echo $!").orphans(ProcessSpec.OrphanPolicy.LEAVE));
      ProcessResult result = Rig.result(process);
      long left = Long.parseLong(Rig.output(process).strip());

      assertThat(result.leftoversEnded()).isZero();
      assertThat(Rig.lives(left)).isTrue();
      Rig.kill(left);
    }
  }

  @Test
  void forkingWithoutEnd_isOutrun() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      SupervisedProcess process =
          rig.start(
              Rig.shell("trap '' TERM; echo ready; while :; do sleep 1000 & sleep 0.002; done")
                  .grace(Duration.ofMillis(50)));
      Rig.awaitOutput(process, "ready");

      process.stop(StopReason.CANCELLED);

      assertThat(Rig.result(process).processesEnded()).isPositive();
    }
  }

  @Test
  void killedWrapper_takesItsTreeWithIt() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      SupervisedProcess process = rig.start(Rig.shell("echo ready; sleep 1000"));
      Rig.awaitOutput(process, "ready");

      Rig.kill(process.identity().pid());

      ProcessResult result = Rig.result(process);
      assertThat(result.success()).isFalse();
      assertThat(result.leftoversEnded()).isPositive();
    }
  }

  @Test
  void othersProcesses_areNotTouched() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      Process other = new ProcessBuilder("sleep", "1000").start();
      SupervisedProcess neighbour =
          rig.start(ProcessSpec.of(UUID.randomUUID(), "/bin/sleep", "1000"));
      SupervisedProcess process = rig.start(Rig.shell("sleep 1000").grace(Duration.ZERO));
      process.stop(StopReason.CANCELLED);
      Rig.result(process);

      assertThat(other.isAlive()).isTrue();
      assertThat(neighbour.result()).isNotDone();
      other.destroyForcibly().waitFor();
      neighbour.stop(StopReason.CANCELLED);
      Rig.result(neighbour);
    }
  }
}
