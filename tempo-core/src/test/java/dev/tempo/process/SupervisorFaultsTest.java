package dev.tempo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.process.linux.PosixSpawnBackend;
import dev.tempo.process.linux.ProcfsTable;
import dev.tempo.process.system.ProcessBackend;
import dev.tempo.process.system.ProcessTable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Errors in the midst of supervision, on a real host: no run stays without an end by them. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
final class SupervisorFaultsTest {
  private static final Duration MOMENT = Duration.ofMillis(200);

  private final ProcessTable procfs = new ProcfsTable();
  private final AtomicInteger faults = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  @TempDir private Path directory;

  /** The same, which fails after it has done its work, as often as {@link #faults} says. */
  private <T> T failing(Class<T> type, T real, String name) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Object answer = call(real, method, arguments);
              if (method.getName().equals(name)
                  && faults.getAndUpdate(n -> n > 0 ? n - 1 : n) > 0) {
                throw new OutOfMemoryError("injected");
              }
              return answer;
            });
    return type.cast(proxy);
  }

  private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private ProcessSupervisor.Builder builder() {
    return ProcessSupervisor.builder()
        .directory(directory)
        .cgroups(false)
        .sampleInterval(Duration.ofMillis(50));
  }

  @Test
  void waitThatFails_losesNoEnd_andNoRun() throws Exception {
    for (boolean pidfds : new boolean[] {true, false}) {
      ProcessBackend host =
          failing(ProcessBackend.class, new PosixSpawnBackend(procfs, pidfds), "await");
      try (ProcessSupervisor supervisor = builder().build(host, procfs)) {
        SupervisedProcess ends = supervisor.start(Rig.shell("exit 6").build());
        faults.set(3);
        SupervisedProcess later = supervisor.start(Rig.shell("exit 7").build());
        assertThat(Rig.result(ends).exitCode()).hasValue(6);
        assertThat(Rig.result(later).exitCode()).hasValue(7);
        assertThat(supervisor.problem(Duration.ofSeconds(60))).isEmpty();
      }
    }
  }

  @Test
  void scanThatFails_isMadeAgain() throws Exception {
    ProcessTable table = failing(ProcessTable.class, procfs, "scan");
    try (ProcessSupervisor supervisor =
        builder().build(new PosixSpawnBackend(procfs, true), table)) {
      SupervisedProcess lives = supervisor.start(Rig.shell("sleep 1000").build());
      faults.set(4);
      Rig.await("the faults", () -> faults.get() == 0);
      assertThat(lives.result()).isNotDone();
      lives.stop(StopReason.CANCELLED);
      assertThat(Rig.result(lives).endedBy()).isEqualTo(ProcessResult.EndedBy.STOPPED);
    }
  }

  @Test
  void runThatCannotBeSupervised_isEnded_andSaysWhy() throws Exception {
    ProcessTable table = failing(ProcessTable.class, procfs, "scan");
    try (ProcessSupervisor supervisor =
        builder().patience(MOMENT).build(new PosixSpawnBackend(procfs, true), table)) {
      SupervisedProcess lives = supervisor.start(Rig.shell("sleep 1000").build());
      faults.set(Integer.MAX_VALUE);
      assertThatThrownBy(() -> Rig.result(lives))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("could not be supervised")
          .hasMessageContaining("injected");
      faults.set(0);
      Rig.await("the end", () -> Rig.living(lives).isEmpty());
      assertThat(Rig.result(supervisor.start(Rig.shell("exit 5").build())).exitCode()).hasValue(5);
    }
  }

  @Test
  void threadThatStandsStill_isSeen() throws Exception {
    PosixSpawnBackend real = new PosixSpawnBackend(procfs, true);
    ProcessBackend stuck =
        (ProcessBackend)
            Proxy.newProxyInstance(
                ProcessBackend.class.getClassLoader(),
                new Class<?>[] {ProcessBackend.class},
                (self, method, arguments) -> {
                  if (method.getName().equals("await")) {
                    release.await();
                  }
                  return call(real, method, arguments);
                });
    try (ProcessSupervisor supervisor = builder().build(stuck, procfs)) {
      assertThat(supervisor.problem(MOMENT)).isEmpty();
      SupervisedProcess ends = supervisor.start(Rig.shell("exit 0").build());
      Rig.await("the problem", () -> supervisor.problem(MOMENT).isPresent());
      release.countDown();
      assertThat(Rig.result(ends).success()).isTrue();
      Rig.await("the end of it", () -> supervisor.problem(MOMENT).isEmpty());
    } finally {
      release.countDown();
    }
  }
}
