package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunHandle;
import dev.tempo.RunStatus;
import dev.tempo.Tempo;
import dev.tempo.log.LogStorageException;
import dev.tempo.store.LogStore;
import dev.tempo.store.conformance.ForwardingStore;
import dev.tempo.store.memory.MemoryStore;
import dev.tempo.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A script whose output cannot be read, since its log fails just after it was started. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
final class UnreadableOutputTest {
  @TempDir private Path directory;

  /** The log store, which fails when a log is looked up for the first time. */
  private static LogStore failing(LogStore real) {
    return (LogStore)
        Proxy.newProxyInstance(
            LogStore.class.getClassLoader(),
            new Class<?>[] {LogStore.class},
            (self, method, arguments) -> {
              if (method.getName().equals("tail")) {
                throw new LogStorageException(
                    LogStorageException.Reason.DAMAGED, "injected", new IllegalStateException());
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void processOfIt_doesNotGoOnUnseen() {
    MemoryStore memory = new MemoryStore();
    ForwardingStore store =
        new ForwardingStore(memory) {
          @Override
          public LogStore logs() {
            return failing(super.logs());
          }
        };
    Path pid = directory.resolve("pid");
    try (Tempo tempo =
        Tempo.builder().store(store).workDirectory(directory.resolve("work")).build()) {
      tempo.start();
      String script = "echo $$ > " + pid + ".new; mv " + pid + ".new " + pid + "; sleep 300";
      Job job = tempo.save(Job.named("job").task(Task.shell(script)).build());
      RunHandle handle = tempo.run(job.id());
      Run run = handle.await(Duration.ofSeconds(60));
      assertThat(run.status()).isEqualTo(RunStatus.LOST);
      assertThat(run.result().error().orElseThrow()).contains("injected");
      assertThat(lives(pid)).isFalse();
    }
    memory.close();
  }

  /** Whether it was begun, and lives. */
  private static boolean lives(Path pid) {
    try {
      return Files.exists(pid)
          && ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
              .filter(ProcessHandle::isAlive)
              .isPresent();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
