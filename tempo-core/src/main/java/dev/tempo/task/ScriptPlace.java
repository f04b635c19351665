package dev.tempo.task;

import dev.tempo.internal.message.ScriptMessages;
import dev.tempo.message.InvalidValueException;
import java.nio.file.Path;
import java.util.Objects;

/** Where a script's text is executed. A closed choice of immutable values. */
public sealed interface ScriptPlace {
  /** The job's own directory, the usual place. */
  ScriptPlace JOB_DIRECTORY = new JobDirectory();

  /** Tempo writes the text into the job's own directory before each run. */
  record JobDirectory() implements ScriptPlace {}

  /**
   * A file that lies where somebody has put it, executed there beside its neighbours. Each run
   * reads it anew: what the file says counts, and the task's own text is only what it said when it
   * was last looked at.
   *
   * @param file absolute
   * @param root absolute; a file that a symbolic link leads out of it is refused
   */
  record InPlace(Path file, Path root) implements ScriptPlace {

    /**
     * Checks the paths and takes {@code .} and {@code ..} out of them.
     *
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if one is not absolute or cannot be stored as a text, or the
     *     file is not below the root
     */
    public InPlace {
      Objects.requireNonNull(root, "root");
      file = checked("file", file);
      root = checked("root", root);
      if (!file.startsWith(root) || file.equals(root)) {
        throw new InvalidValueException(ScriptMessages.NOT_BELOW.of(file, root));
      }
    }

    /**
     * The directory in which the file lies, where its runs start unless the task says otherwise.
     */
    public Path directory() {
      return file.getParent();
    }

    private static Path checked(String name, Path path) {
      Objects.requireNonNull(path, name);
      if (!path.isAbsolute() || !Path.of(path.toString()).equals(path)) {
        throw new InvalidValueException(ScriptMessages.NOT_ABSOLUTE.of(name, path));
      }
      return path.normalize();
    }
  }

  /**
   * A file that is executed where it lies.
   *
   * @param file absolute
   * @param root what no symbolic link may lead out of; absolute
   * @throws IllegalArgumentException as {@link InPlace}
   */
  static ScriptPlace inPlace(Path file, Path root) {
    return new InPlace(file, root);
  }
}
