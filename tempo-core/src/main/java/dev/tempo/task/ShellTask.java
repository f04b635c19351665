package dev.tempo.task;

import dev.tempo.script.Shebang;
import dev.tempo.secret.Secret;
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
 * @param place where it is executed
 */
public record ShellTask(String content, ScriptSettings settings, ScriptPlace place)
    implements ScriptTask {

  /**
   * Checks the text.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public ShellTask {
    StoredText.checked("content", content);
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(place, "place");
  }

  /**
   * Returns a copy that says something else.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  public ShellTask withContent(String content) {
    return new ShellTask(content, settings, place);
  }

  /**
   * Returns a copy that is executed elsewhere; see {@link ScriptPlace#inPlace} for a file that lies
   * beside others. Since a shell reads its script while it runs, it is given a copy of that file in
   * the same directory, which is gone when the run has ended.
   */
  public ShellTask withPlace(ScriptPlace place) {
    return new ShellTask(content, settings, place);
  }

  /** What interprets it. */
  @SuppressWarnings("exports") // a type for the server alone
  public Shebang shebang() {
    return Shebang.ofShell(content);
  }

  /**
   * Returns a copy that starts in another directory.
   *
   * @throws IllegalArgumentException if its name cannot be stored as a text
   */
  public ShellTask withWorkingDirectory(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return withSettings(settings.withWorkingDirectory(directory));
  }

  /**
   * Returns a copy with one environment variable added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank or contains {@code =} or NUL, or the
   *     value contains NUL
   */
  public ShellTask withEnvironment(String name, String value) {
    return withSettings(settings.withEnvironment(name, value));
  }

  @Override
  public ShellTask withSecret(String name, String value) {
    Objects.requireNonNull(value, "value");
    return withSettings(settings.withSecret(name, Secret.plain(value)));
  }

  @Override
  public ShellTask withParameter(String name, String value) {
    return withSettings(settings.withParameter(name, value));
  }

  @Override
  public ShellTask withSettings(ScriptSettings settings) {
    return new ShellTask(content, settings, place);
  }
}
