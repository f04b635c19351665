package dev.tempo.task;

import dev.tempo.value.StoredText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * What a script says, apart from everything else that its task is. Immutable.
 *
 * @param language what interprets it
 * @param content its source text
 */
public record ScriptText(Language language, String content) {

  /** What interprets a script. */
  public enum Language {
    /** A Python interpreter. */
    PYTHON,
    /** The program that the first line names, or else {@code sh}. */
    SHELL
  }

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public ScriptText {
    Objects.requireNonNull(language, "language");
    StoredText.checked("content", content);
  }

  /** The text of a task; empty if it has none. */
  public static Optional<ScriptText> of(Task task) {
    return switch (task) {
      case PythonTask python -> Optional.of(new ScriptText(Language.PYTHON, python.content()));
      case ShellTask shell -> Optional.of(new ScriptText(Language.SHELL, shell.content()));
      default -> Optional.empty();
    };
  }

  /**
   * The text in the place of a task's own, with its settings. A task of another kind becomes one
   * that the text can be read by; a handler has no settings to give.
   */
  public ScriptTask in(Task task) {
    ScriptSettings settings =
        task instanceof ScriptTask script
            ? script.settings()
            : ScriptSettings.DEFAULT.withArguments(task.arguments());
    return switch (language) {
      case PYTHON -> {
        PythonSettings python =
            task instanceof PythonTask script ? script.python() : PythonSettings.DEFAULT;
        yield new PythonTask(content, python, settings, place(task));
      }
      case SHELL -> new ShellTask(content, settings, place(task));
    };
  }

  private static ScriptPlace place(Task task) {
    return task instanceof ScriptTask script ? script.place() : ScriptPlace.JOB_DIRECTORY;
  }

  /** The SHA-256 of the text as UTF-8, in hexadecimal digits. */
  public String sha256() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }
}
