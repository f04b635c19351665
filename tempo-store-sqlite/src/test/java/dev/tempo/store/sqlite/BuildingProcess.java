package dev.tempo.store.sqlite;

import dev.tempo.Job;
import dev.tempo.Tempo;
import dev.tempo.python.PythonOptions;
import dev.tempo.python.environment.PipSettings;
import dev.tempo.task.Task;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that is killed while it builds an environment for a run that waits. */
final class BuildingProcess {
  private BuildingProcess() {}

  /** The data directory, and the address of the index. */
  public static void main(String[] args) throws InterruptedException {
    SqliteStore store = SqliteStore.open(Path.of(args[0]));
    Tempo tempo = Tempo.builder().store(store).python(options(args[1])).build().start();
    tempo.run(
        tempo
            .save(
                Job.named("job")
                    .task(
                        Task.python("import alpha\nprint(alpha.version)").withRequirements("alpha"))
                    .build())
            .id());
    new CountDownLatch(1).await();
  }

  static PythonOptions options(String index) {
    return PythonOptions.DEFAULT.withPip(
        PipSettings.MACHINE.withScope(PipSettings.Scope.ONLY_THESE).withIndexUrl(index));
  }
}
