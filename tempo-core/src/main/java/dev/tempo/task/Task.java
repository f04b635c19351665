package dev.tempo.task;

import dev.tempo.secret.Secret;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a job runs, as an immutable value: {@link HandlerTask}, {@link PythonTask}, {@link
 * ShellTask} or {@link CommandTask}. Every method that looks like a setter returns a changed copy.
 *
 * {@snippet file="dev/tempo/snippets/JobSnippetsTest.java" region="tasks"}
 */
public sealed interface Task permits HandlerTask, ScriptTask {

  /**
   * Parameters given to every run, unless the run names its own values: to a handler through {@link
   * RunContext#parameter}, to a script as {@code --name value}.
   *
   * @return those that are not secret; unmodifiable, in the order in which they were added; never
   *     null
   */
  default Map<String, String> parameters() {
    return arguments().plain();
  }

  /**
   * The same, with those that are secret.
   *
   * @return never null
   */
  Arguments arguments();

  /**
   * The parameters of runs that nobody asks for, as those of triggers: all but those of a script
   * that it has {@linkplain ParameterStyle#ON_REQUEST on request}.
   *
   * @return never null
   */
  default Arguments triggeredArguments() {
    return arguments();
  }

  /** Returns a copy with other parameters. */
  Task withArguments(Arguments arguments);

  /**
   * Returns a copy with one secret parameter added or replaced: it is encrypted when the job is
   * saved, readable for the run alone, and masked in what is logged and said of it. A script gets
   * it as a variable, {@code TEMPO_PARAM_} and the name in capitals, with {@code _} for all that is
   * no letter or digit: others on the same machine can read command lines.
   *
   * @throws IllegalArgumentException if the name is blank, or the value contains NUL
   */
  default Task withSecretParameter(String name, String value) {
    return withArguments(arguments().with(name, Secret.plain(value)));
  }

  /**
   * Returns a copy with one parameter added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank, or one of the two contains NUL or half
   *     of a surrogate pair
   */
  Task withParameter(String name, String value);

  /**
   * A Java handler, registered with {@code Tempo.builder().handler(name, …)}. What is stored is
   * this name and the parameters, never code.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  static HandlerTask handler(String name) {
    Objects.requireNonNull(name, "name");
    return new HandlerTask(name, Arguments.NONE);
  }

  /**
   * A Java handler that is given a value of the program's own: what {@link RunContext#payload} or a
   * {@link PayloadHandler} reads. The payload codec, which {@code Tempo.builder().payloadCodec(…)}
   * sets, turns it into text when the job is saved; that has at most {@value Payload#MAX_BYTES}
   * bytes, and what is wrong with it is told then.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  static HandlerTask handler(String name, Object payload) {
    return handler(name).withPayload(Objects.requireNonNull(payload, "payload"));
  }

  /**
   * A Java handler that is registered with {@code Tempo.builder().handler(type)}, by the full name
   * of its class.
   */
  static HandlerTask handler(Class<?> type) {
    return handler(Objects.requireNonNull(type, "type").getName());
  }

  /**
   * A Python script, given as source text.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  static PythonTask python(String content) {
    return new PythonTask(
        content, PythonSettings.DEFAULT, ScriptSettings.DEFAULT, ScriptPlace.JOB_DIRECTORY);
  }

  /**
   * A POSIX shell script, given as source text and run by {@code sh}.
   *
   * @throws IllegalArgumentException if it contains NUL or half of a surrogate pair
   */
  static ShellTask shell(String content) {
    return new ShellTask(content, ScriptSettings.DEFAULT, ScriptPlace.JOB_DIRECTORY);
  }

  /**
   * A program and its arguments, started without a shell.
   *
   * @throws IllegalArgumentException if the program is blank, or a part contains NUL or half of a
   *     surrogate pair
   */
  static CommandTask command(String program, String... arguments) {
    Objects.requireNonNull(program, "program");
    Objects.requireNonNull(arguments, "arguments");
    List<String> command = new java.util.ArrayList<>(List.of(arguments));
    command.addFirst(program);
    return new CommandTask(command, ScriptSettings.DEFAULT);
  }
}
