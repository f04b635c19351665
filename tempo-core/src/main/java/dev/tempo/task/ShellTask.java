package dev.tempo.task;

import dev.tempo.script.Shebang;
import dev.tempo.value.StoredText;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A script that is run by the program that its first line names ({@code #!/bin/bash -eu}, {@code
 * #!/usr/bin/env -S node}), or by {@code sh} if it names none. Its file is not executed, so it
 * needs no permission for that; a byte-order mark before the text does not reach the file, line
 * ends do as they are.
 *
 * @param content its source text
 * @param settings working directory, environment, parameters
 */
public record ShellTask(String content, ScriptSettings settings) implements ScriptTask {

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public ShellTask {
    StoredText.checked("content", content);
    Objects.requireNonNull(settings, "settings");
  }

  /** What interprets it. */
  public Shebang shebang() {
    return Shebang.ofShell(content);
  }

  /** A copy that starts in another directory. */
  public ShellTask workingDirectory(Path directory) {
    return settings(settings.workingDirectory(directory));
  }

  /** A copy with one environment variable added or replaced. */
  public ShellTask environment(String name, String value) {
    return settings(settings.environment(name, value));
  }

  @Override
  public ShellTask secret(String name, String value) {
    return settings(settings.secret(name, Secret.plain(value)));
  }

  @Override
  public ShellTask parameter(String name, String value) {
    return settings(settings.parameter(name, value));
  }

  @Override
  public ShellTask settings(ScriptSettings changed) {
    return new ShellTask(content, changed);
  }
}
