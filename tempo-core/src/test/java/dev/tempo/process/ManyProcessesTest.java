package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("alone")
@ParameterizedClass
@EnumSource(
    value = Way.class,
    names = {"POSIX_SPAWN", "PROCESS_BUILDER_WITHOUT_CGROUPS"})
class ManyProcessesTest {
  @Parameter Way way;
  @TempDir Path directory;

  @Test
  void silentProcesses_keepNoVirtualThreadWaiting() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      List<SupervisedProcess> silent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        SupervisedProcess process =
            rig.start(ProcessSpec.of(UUID.randomUUID(), "/bin/sleep", "1000"));
        silent.add(process);
        Thread.ofVirtual().start(() -> process.result().join());
      }

      assertThat(bestStartOfAVirtualThread()).isLessThan(Duration.ofMillis(50));

      silent.forEach(process -> process.stop(StopReason.CANCELLED));
      for (SupervisedProcess process : silent) {
        assertThat(Rig.result(process).signal()).contains("SIGTERM");
      }
    }
  }

  /** The best of some, since the machine may be busy with other things. */
  private static Duration bestStartOfAVirtualThread() throws Exception {
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 20; i++) {
      long begin = System.nanoTime();
      CompletableFuture<Long> started = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> started.complete(System.nanoTime()));
      Duration took = Duration.ofNanos(started.get(10, TimeUnit.SECONDS) - begin);
      best = took.compareTo(best) < 0 ? took : best;
    }
    return best;
  }

  @Test
  void thread_isThereOnlyWhileSomethingRuns() throws Exception {
    Set<Thread> others = supervisorThreads(Set.of());
    try (Rig rig = new Rig(way, directory)) {
      assertThat(supervisorThreads(others)).isEmpty();
      SupervisedProcess process = rig.start(Rig.shell("sleep 1000"));
      Rig.await("thread", () -> supervisorThreads(others).size() == 1);
      assertThat(supervisorThreads(others)).allMatch(Thread::isDaemon);
      process.stop(StopReason.CANCELLED);
      Rig.result(process);
      Rig.await("end of the thread", () -> supervisorThreads(others).isEmpty());
      assertThat(rig.run(Rig.shell("exit 0")).success()).isTrue();
    }
    assertThat(supervisorThreads(others)).isEmpty();
  }

  private static Set<Thread> supervisorThreads(Set<Thread> others) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("tempo-supervisor"))
        .filter(thread -> !others.contains(thread))
        .collect(Collectors.toSet());
  }

  @Test
  void manyAtOnce_allEnd() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      List<SupervisedProcess> processes = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        processes.add(rig.start(Rig.shell("exit " + i)));
      }
      for (int i = 0; i < 100; i++) {
        assertThat(Rig.result(processes.get(i)).exitCode()).hasValue(i);
      }
    }
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void thousands_leaveNoFilesNorThreadsOpen() throws Exception {
    try (Rig rig = new Rig(way, directory)) {
      long before = openFiles();
      for (int i = 0; i < 5_000; i++) {
        SupervisedProcess process = rig.supervisor().start(Rig.shell("exit 1").build());
        Rig.result(process);
        rig.supervisor().deleteRecord(process.id());
      }
      assertThat(openFiles()).isLessThan(before + 20);
      assertThat(rig.supervisor().runIds()).isEmpty();
    }
  }

  private static long openFiles() {
    return new java.io.File("/proc/self/fd").list().length;
  }
}
