package dev.tempo.python;

import dev.tempo.internal.message.PythonMessages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A shell script of pyenv that stands for one of its interpreters, or for none: whether it runs
 * depends on {@code pyenv global}, on the directory and on the moment. Tempo uses the interpreters
 * behind it, and never the shim.
 *
 * @param root pyenv's root directory, as the shim says
 * @param program its name, such as {@code python3.12}
 */
record PyenvShim(Path root, String program) {
  private static final int HEAD_BYTES = 2048;
  private static final Pattern ROOT = Pattern.compile("PYENV_ROOT=[\"']?([^\"'\\n]+)");

  /** The shim in this file; empty if it is something else. */
  static Optional<PyenvShim> read(Path file) {
    String head = head(file);
    Matcher root = ROOT.matcher(head);
    boolean shim = head.startsWith("#!") && head.contains("pyenv\" exec") && root.find();
    return shim
        ? Optional.of(new PyenvShim(Path.of(root.group(1)), file.getFileName().toString()))
        : Optional.empty();
  }

  private static String head(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** Where the interpreters behind pyenv's shims are. */
  Path versions() {
    return root.resolve("versions");
  }

  /** Why it is not used. */
  String reason() {
    List<String> installed = versionsWithProgram();
    if (installed.isEmpty()) {
      return PythonMessages.PYENV_BROKEN.text(program);
    }
    return PythonMessages.PYENV.text(installed);
  }

  private List<String> versionsWithProgram() {
    try (Stream<Path> all = Files.list(versions())) {
      return all.filter(version -> Files.isExecutable(version.resolve("bin").resolve(program)))
          .map(version -> version.getFileName().toString())
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
