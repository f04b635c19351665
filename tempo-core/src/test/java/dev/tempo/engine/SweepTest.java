package dev.tempo.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.Tempo;
import dev.tempo.store.memory.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an engine clears away beside its work when it starts. */
class SweepTest {
  private static final int ENGINES = 60;

  @TempDir Path directory;

  /** A short-lived engine must not put files anywhere once {@code close()} has returned. */
  @Test
  void closedEngine_leavesItsDirectoryAlone() throws IOException {
    List<Path> deleted = new ArrayList<>();
    for (int i = 0; i < ENGINES; i++) {
      Path work = Files.createDirectories(directory.resolve("work" + i));
      Files.createDirectory(work.resolve("runs"));
      Tempo tempo = Tempo.builder().store(new MemoryStore()).workDirectory(work).build();
      tempo.start();
      tempo.close();
      delete(work);
      deleted.add(work);
    }
    assertThat(deleted).noneMatch(Files::exists);
  }

  private static void delete(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
