package dev.tempo.script;

import dev.tempo.internal.message.ShebangMessages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The first line of a script, which names the program that interprets it: {@code #!/bin/bash -eu},
 * {@code #!/usr/bin/env -S node --no-warnings}. Read as Linux reads it (execve(2)): the program,
 * and all that is behind it as one argument. A byte-order mark before it and a carriage return
 * behind it, for which Linux would not find the program, do not count. Immutable.
 *
 * @param program the path as written
 * @param argument all that is behind it, without blanks around
 */
public record Shebang(String program, Optional<String> argument) {
  /** Linux reads no more of a file's first line. */
  private static final int MOST_BYTES = 255;

  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String USUAL_PATH = "/bin:/usr/bin";

  /** What interprets a script without such a line. */
  public static final Shebang SH = new Shebang("/bin/sh", Optional.empty());

  /** Checks that nothing is null. */
  public Shebang {
    Objects.requireNonNull(program, "program");
    Objects.requireNonNull(argument, "argument");
  }

  /** The first line of a script, if it is one; empty also if it names nothing. */
  public static Optional<Shebang> of(String script) {
    String text = withoutMark(script);
    if (!text.startsWith("#!")) {
      return Optional.empty();
    }
    int end = text.indexOf('\n');
    String line = text.substring(2, end < 0 ? text.length() : end);
    String[] parts = line.strip().split("[ \\t]+", 2);
    if (parts[0].isEmpty()) {
      return Optional.empty();
    }
    Optional<String> rest = parts.length > 1 ? Optional.of(parts[1].strip()) : Optional.empty();
    return Optional.of(new Shebang(parts[0], rest.filter(argument -> !argument.isEmpty())));
  }

  /** What interprets a shell script: what its first line names, else {@code /bin/sh}. */
  public static Shebang ofShell(String script) {
    return of(script).orElse(SH);
  }

  /** A script without a byte-order mark, which no interpreter of shell scripts expects. */
  public static String withoutMark(String script) {
    return !script.isEmpty() && script.charAt(0) == BYTE_ORDER_MARK ? script.substring(1) : script;
  }

  /** The command that runs a script, as Linux would. */
  public List<String> command(Path script) {
    List<String> command = new ArrayList<>();
    command.add(program);
    argument.ifPresent(command::add);
    command.add(script.toString());
    return List.copyOf(command);
  }

  /**
   * What interprets after all: behind {@code env}, the program that it looks for.
   *
   * @return a path, or a name to be looked for in {@code PATH}; empty if only {@code env} knows
   */
  public Optional<String> interpreter() {
    return isEnv() ? env().program() : Optional.of(program);
  }

  /** The arguments that the interpreter gets before the script. */
  public List<String> options() {
    return isEnv() ? env().options() : argument.stream().toList();
  }

  /** The last part of the {@link #interpreter()}'s path, such as {@code bash}; empty if unknown. */
  public String name() {
    return lastPart(interpreter().orElse(""));
  }

  /**
   * Why a script with this line could not be run.
   *
   * @param variables of the script, of which {@code PATH} counts
   * @return a sentence that says what to write or to install; empty if nothing is known against it
   */
  public Optional<String> problem(Map<String, String> variables) {
    if (!program.startsWith("/")) {
      return Optional.of(ShebangMessages.RELATIVE.text(program));
    }
    if (!isProgram(program)) {
      return Optional.of(wrong(program));
    }
    return isEnv() ? problem(env(), variables) : Optional.empty();
  }

  private Optional<String> problem(EnvLine env, Map<String, String> variables) {
    if (env.problem().isPresent()) {
      return env.problem().map(text -> ShebangMessages.WRONG.text(text));
    }
    String wanted = env.program().orElse(program);
    if (wanted.contains("/")) {
      boolean found = !wanted.startsWith("/") || isProgram(wanted);
      return found ? Optional.empty() : Optional.of(wrong(wanted));
    }
    String inherited = env.ignores() ? USUAL_PATH : variables.getOrDefault("PATH", USUAL_PATH);
    String path = env.variables().getOrDefault("PATH", inherited);
    return found(wanted, path).isPresent()
        ? Optional.empty()
        : Optional.of(ShebangMessages.NOT_IN_PATH.text(wanted, path));
  }

  /**
   * The program that interprets, if it lies in a directory of this {@code PATH}.
   *
   * @return absolute; empty also if only {@code env} knows
   */
  public Optional<Path> within(String path) {
    Optional<String> wanted = interpreter();
    if (wanted.isEmpty() || name().isEmpty()) {
      return Optional.empty();
    }
    Optional<Path> found = found(name(), path);
    boolean named = wanted.get().contains("/");
    return named ? found.flatMap(any -> listed(wanted.get(), path)) : found;
  }

  private static Optional<Path> listed(String program, String path) {
    for (String folder : path.split(":")) {
      if (!folder.isEmpty() && program.equals(folder + "/" + lastPart(program))) {
        return Optional.of(Path.of(program)).filter(file -> isProgram(program));
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> found(String name, String path) {
    for (String folder : path.split(":")) {
      if (!folder.isEmpty() && isProgram(folder + "/" + name)) {
        return Optional.of(Path.of(folder, name));
      }
    }
    return Optional.empty();
  }

  private static String lastPart(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static boolean isProgram(String path) {
    try {
      return Files.isRegularFile(Path.of(path)) && Files.isExecutable(Path.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String wrong(String path) {
    try {
      return (Files.exists(Path.of(path))
              ? ShebangMessages.NOT_A_PROGRAM
              : ShebangMessages.NOT_THERE)
          .text(path);
    } catch (InvalidPathException e) {
      return ShebangMessages.NO_PATH.text(path);
    }
  }

  /** What else is to be said of the line: that the system itself would cut it. */
  public Optional<String> warning() {
    return ("#!" + this).getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
        ? Optional.empty()
        : Optional.of(ShebangMessages.TOO_LONG.text(MOST_BYTES));
  }

  private boolean isEnv() {
    return program.endsWith("/env");
  }

  private EnvLine env() {
    return EnvLine.of(argument);
  }

  /** As in the first line, without {@code #!}. */
  @Override
  public String toString() {
    return argument.map(rest -> program + " " + rest).orElse(program);
  }
}
