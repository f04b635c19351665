package dev.tempo.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path directory;

  @Test
  void whatAKilledProcessLeft_isDeleted_andNothingElse() throws IOException {
    String left = "." + UUID.randomUUID() + ".tmp";
    Files.createFile(directory.resolve(left));
    Files.createFile(directory.resolve(".link" + left));
    Files.createSymbolicLink(directory.resolve("..venv" + left), Path.of("/nowhere"));
    for (String mine : new String[] {"link", ".tmp", ".mine.tmp", "a" + left}) {
      Files.createFile(directory.resolve(mine));
    }

    AtomicFiles.deleteTemporaries(directory);

    try (Stream<Path> all = Files.list(directory)) {
      assertThat(all.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("link", ".tmp", ".mine.tmp", "a" + left);
    }
  }
}
