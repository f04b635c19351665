package dev.tempo.engine;

import dev.tempo.Ids;
import dev.tempo.engine.settings.EngineSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Which node this is.
 *
 * @param id the same after each restart, as it lies in the work directory; new if there is none
 * @param version of the program
 */
record NodeIdentity(UUID id, String version) {
  private static final String FILE = "node-id";

  /** As the work directory has it. */
  static NodeIdentity of(EngineSettings settings) {
    UUID id = settings.work().directory().map(NodeIdentity::kept).orElseGet(Ids::next);
    return new NodeIdentity(id, programVersion());
  }

  /** Of this program, as far as that is known. */
  static String programVersion() {
    return Optional.ofNullable(NodeIdentity.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private static UUID kept(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      if (Files.exists(file)) {
        return UUID.fromString(Files.readString(file).strip());
      }
      Files.createDirectories(directory);
      UUID id = Ids.next();
      Files.writeString(file, id + "\n");
      return id;
    } catch (IOException e) {
      throw new UncheckedIOException("The id of this node cannot be kept in " + file, e);
    }
  }

  /** What it is called unless it is given a name. */
  String name() {
    String text = id.toString();
    return "node-" + text.substring(text.length() - 6);
  }
}
