package dev.tempo.task;

import java.util.List;
import java.util.Map;

/**
 * What a job runs, as an immutable value: {@link HandlerTask}, {@link PythonTask}, {@link
 * ShellTask} or {@link CommandTask}. Every method that looks like a setter returns a changed copy.
 */
public sealed interface Task permits HandlerTask, ScriptTask {

  /**
   * Parameters given to every run, unless the run names its own values: to a handler through {@link
   * RunContext#parameter}, to a script as {@code --name value}.
   *
   * @return unmodifiable, in the order in which they were added; never null
   */
  Map<String, String> parameters();

  /**
   * A copy with one parameter added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  Task parameter(String name, String value);

  /**
   * A Java handler, registered with {@code Tempo.builder().handler(name, …)}. What is stored is
   * this name and the parameters, never code.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  static HandlerTask handler(String name) {
    return new HandlerTask(name, Map.of());
  }

  /** A Python script, given as source text. */
  static PythonTask python(String content) {
    return new PythonTask(content, PythonSettings.DEFAULT, ScriptSettings.DEFAULT);
  }

  /** A POSIX shell script, given as source text and run by {@code sh}. */
  static ShellTask shell(String content) {
    return new ShellTask(content, ScriptSettings.DEFAULT);
  }

  /**
   * A program and its arguments, started without a shell.
   *
   * @throws IllegalArgumentException if the program is missing or blank
   */
  static CommandTask command(String program, String... arguments) {
    List<String> command = new java.util.ArrayList<>(List.of(arguments));
    command.addFirst(program);
    return new CommandTask(command, ScriptSettings.DEFAULT);
  }
}
