package dev.tempo.server.groups.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupDirectoryTest {
  @TempDir private Path directory;

  @Test
  void moreScriptsThanAreTaken_areCounted_andTheFirstByNameAreTaken() throws IOException {
    List<String> names =
        IntStream.range(0, 5_003).mapToObj(i -> String.format(Locale.ROOT, "s%05d.sh", i)).toList();
    for (String name : names.reversed()) {
      Files.createFile(directory.resolve(name));
    }
    GroupLook look = new GroupDirectory(directory).look();
    assertThat(look.files().keySet()).containsExactlyElementsOf(names.subList(0, 5_000));
    assertThat(look.warnings()).hasSize(1);
    assertThat(look.warnings().getFirst().message().arguments())
        .containsEntry("limit", 5_000)
        .containsEntry("left", 3);
  }
}
