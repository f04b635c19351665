package dev.tempo.python;

import dev.tempo.Tempo;
import dev.tempo.event.Event;
import dev.tempo.python.index.PackageIndex;
import dev.tempo.python.index.Wheel;
import dev.tempo.task.PythonTask;
import dev.tempo.task.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Runs whose jobs need packages: real engine, real pip, an index on loopback. */
abstract class IndexedRuns {
  static final Wheel ALPHA1 = Wheel.of("alpha", "1.0");
  static final Wheel ALPHA2 = Wheel.of("alpha", "2.0");
  static final PythonTask SCRIPT =
      Task.python("import alpha, sys\nprint(alpha.version)\n").withRequirements("alpha");

  @TempDir Path directory;
  PackageIndex index;
  Runs runs;
  private final Queue<Event> events = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void openIndex() throws IOException {
    Pythons.any();
    index = new PackageIndex(false).add(ALPHA1, ALPHA2);
    runs = new Runs(directory);
  }

  @AfterEach
  void close() throws IOException {
    runs.close();
    index.close();
  }

  final PythonOptions options() {
    return PythonOptions.DEFAULT.withPip(index.settings());
  }

  final Tempo start() {
    return start(options());
  }

  final Tempo start(PythonOptions options, Interpreter... more) {
    Tempo tempo =
        runs.start(
            runs.builder().environment(runs.variables(more)).python(options).queue("default", 1));
    tempo.onEvent(events::add);
    return tempo;
  }

  final <T extends Event> Stream<T> told(Class<T> type) {
    return events.stream().filter(type::isInstance).map(type::cast);
  }

  /** The environments that there are. */
  final List<Path> jobs() {
    try (Stream<Path> entries = Files.list(runs.environments())) {
      return entries.filter(path -> !path.getFileName().toString().startsWith(".")).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
