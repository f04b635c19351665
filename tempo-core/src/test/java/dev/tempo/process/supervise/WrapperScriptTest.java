package dev.tempo.process.supervise;

import static dev.tempo.process.Rig.shell;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tempo.process.ProcessResult;
import dev.tempo.process.Rig;
import dev.tempo.process.Way;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A wrapper that is not what it should be, and notes that are missing, never pass for a success.
 */
@ParameterizedClass
@EnumSource(Way.class)
class WrapperScriptTest {
  /** What may become of a file. */
  enum Damage {
    EMPTY {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, "");
      }
    },
    CUT {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, Files.readString(file).substring(0, 40));
      }
    },
    SAME_LENGTH {
      @Override
      void to(Path file) throws IOException {
        Files.writeString(file, "#".repeat((int) Files.size(file)));
      }
    },
    GONE {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
      }
    },
    LINK {
      @Override
      void to(Path file) throws IOException {
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/null"));
      }
    };

    abstract void to(Path file) throws IOException;
  }

  @Parameter Way way;
  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws Exception {
    rig = new Rig(way, directory);
  }

  @AfterEach
  void close() throws Exception {
    rig.close();
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damagedWhileOpen_isWrittenAnewBeforeItIsUsed(Damage damage) throws Exception {
    damage.to(wrapper());

    assertThat(rig.run(shell("exit 3")).exitCode()).hasValue(3);
    assertThat(wrappers()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void damagedWhileDown_isWrittenAnewAtTheStart(Damage damage) throws Exception {
    byte[] whole = Files.readAllBytes(wrapper());
    Path file = wrapper();
    damage.to(file);

    rig.restart();

    assertThat(file).hasBinaryContent(whole).isRegularFile();
    assertThat(Files.isSymbolicLink(file)).isFalse();
    assertThat(rig.run(shell("exit 4")).exitCode()).hasValue(4);
  }

  @Test
  void noteThatIsGone_isNoSuccess() throws Exception {
    ProcessResult result = rig.run(shell("rm \"$RUNS/$TEMPO_RUN_ID/exit\"").environment(knowing()));

    assertThat(result.success()).isFalse();
    assertThat(result.exitCode()).isEmpty();
    assertThat(result.explanation().orElseThrow())
        .contains("exit code is not known")
        .contains("status 0");
  }

  private Map<String, String> knowing() {
    Map<String, String> variables = new HashMap<>(Rig.ENVIRONMENT);
    variables.put("RUNS", directory.toString());
    return variables;
  }

  private Path wrapper() throws IOException {
    return wrappers().getFirst();
  }

  private List<Path> wrappers() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("wrapper-")).toList();
    }
  }
}
