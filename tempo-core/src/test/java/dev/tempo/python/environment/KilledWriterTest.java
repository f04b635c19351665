package dev.tempo.python.environment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that was killed while it wrote about an environment leaves nothing for ever. */
class KilledWriterTest {
  @TempDir Path directory;

  @Test
  void whatWasAboutToBeWritten_isDeletedByTheNextStart() throws Exception {
    Path script = Files.createDirectories(directory.resolve("scripts/a"));
    JobEnvironmentDirectory job = new JobEnvironmentDirectory(directory.resolve("envs/a"));
    job.offerLink(script);
    Path note = Files.createFile(job.path().resolve(".link." + UUID.randomUUID() + ".tmp"));
    Path link = script.resolve("..venv." + UUID.randomUUID() + ".tmp");
    Files.createSymbolicLink(link, job.path());

    new BuildRegistry(directory.resolve("envs")).load();

    assertThat(note).doesNotExist();
    assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
    assertThat(job.path().resolve("link")).exists();
  }
}
