package dev.tempo.server.jobdocs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.jobdocs.DocPlace.Edit;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages of scripts in the files of a group. */
final class DirectoryDocsTest {
  @TempDir Path directory;
  private Path group;
  private DirectoryDocs docs;

  @BeforeEach
  void makeGroup() throws IOException {
    group = Files.createDirectories(directory.resolve("group"));
    docs = new DirectoryDocs(new DocDirectory(group, "heat", Map.of("de", "docs/deutsch.md")));
  }

  private boolean write(String language, String markdown, long basedOn) {
    return docs.write(language, new Edit(markdown, OptionalLong.of(basedOn), Instant.EPOCH));
  }

  @Test
  void files_areFoundByTheirNames() throws IOException {
    assertThat(docs.pages()).isEmpty();
    Path folder = Files.createDirectories(group.resolve("docs"));
    Files.writeString(folder.resolve("heat.md"), "\uFEFF# Heat");
    Files.writeString(folder.resolve("heat_en.md"), "# Not this one");
    Files.writeString(folder.resolve("heat_es.md"), "# Calor");
    Files.writeString(folder.resolve("heat_pt-BR.md"), "# Quente");
    Files.writeString(folder.resolve("deutsch.md"), "# Hitze");
    Files.writeString(folder.resolve("heater.md"), "# Another's");
    Files.writeString(folder.resolve("heat_it.md"), "");
    Path outside = Files.writeString(directory.resolve("secret.md"), "# Secret");
    Files.createSymbolicLink(folder.resolve("heat_fr.md"), outside);
    assertThat(docs.pages().keySet()).containsExactly("de", "en", "es", "pt-BR");
    assertThat(docs.pages().get("en").markdown()).isEqualTo("# Heat");
    assertThat(docs.path("es")).contains("docs/heat_es.md");
    assertThat(docs.path("de")).contains("docs/deutsch.md");
    assertThat(docs.path("it")).contains("docs/heat_it.md");
    assertThatThrownBy(() -> write("fr", "# Chaleur", DocPage.NONE))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("heat_fr.md");
    assertThat(Files.readString(outside)).isEqualTo("# Secret");
  }

  @Test
  void pages_areWrittenWhole_andNotOverOthers() throws IOException {
    assertThat(write("es", "# Uno", DocPage.NONE)).isTrue();
    long first = docs.pages().get("es").version();
    assertThat(group.resolve("docs/heat_es.md")).hasContent("# Uno");
    assertThat(write("es", "# Otro", DocPage.NONE)).isFalse();
    Files.writeString(group.resolve("docs/heat_es.md"), "# By git");
    assertThat(write("es", "# Dos", first)).isFalse();
    assertThat(docs.pages().get("es").markdown()).isEqualTo("# By git");
    assertThat(write("es", "# Dos", docs.pages().get("es").version())).isTrue();
    assertThat(write("es", "", docs.pages().get("es").version())).isTrue();
    try (Stream<Path> left = Files.list(group.resolve("docs"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void linkedFolder_isNotFollowed() throws IOException {
    Path outside = Files.createDirectories(directory.resolve("outside"));
    Files.writeString(outside.resolve("heat.md"), "# Elsewhere");
    Files.writeString(outside.resolve("a.png"), "x");
    Files.createSymbolicLink(group.resolve("docs"), outside);
    assertThat(docs.pages()).isEmpty();
    assertThat(docs.file("a.png")).isEmpty();
    assertThatThrownBy(() -> write("es", "# Uno", DocPage.NONE)).isInstanceOf(ApiException.class);
    assertThat(outside.resolve("heat_es.md")).doesNotExist();
  }

  @Test
  void directoryThatCannotBeWritten_saysSo() throws IOException {
    Path archive = directory.resolve("group.zip");
    URI uri = URI.create("jar:" + archive.toUri());
    try (FileSystem made = FileSystems.newFileSystem(uri, Map.of("create", "true"))) {
      Files.createDirectories(made.getPath("/group/docs"));
    }
    try (FileSystem sealed = FileSystems.newFileSystem(uri, Map.of("accessMode", "readOnly"))) {
      DirectoryDocs fixed =
          new DirectoryDocs(new DocDirectory(sealed.getPath("/group"), "heat", Map.of()));
      Edit edit = new Edit("# New", OptionalLong.empty(), Instant.EPOCH);
      assertThatThrownBy(() -> fixed.write("en", edit))
          .isInstanceOf(ApiException.class)
          .hasMessageContaining("group/docs")
          .hasMessageContaining("may not write");
    }
  }
}
