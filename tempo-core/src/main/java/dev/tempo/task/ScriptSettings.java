package dev.tempo.task;

import dev.tempo.internal.message.ValueMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.secret.Secret;
import dev.tempo.value.StoredText;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What every process needs besides its program.
 *
 * @param workingDirectory where it starts; empty for the job's own directory
 * @param environment variables added to those that it inherits
 * @param secrets variables whose values are encrypted when stored and masked when logged; none is
 *     also in {@code environment}
 * @param arguments the parameters; those that are not secret become arguments, secret ones
 *     variables
 * @param styles how parameters become arguments, by name; {@link ParameterStyle#OPTION} for others
 */
public record ScriptSettings(
    Optional<Path> workingDirectory,
    Map<String, String> environment,
    Map<String, Secret> secrets,
    Arguments arguments,
    Map<String, ParameterStyle> styles) {

  /** The job's own directory, nothing added. */
  public static final ScriptSettings DEFAULT =
      new ScriptSettings(Optional.empty(), Map.of(), Map.of(), Arguments.NONE, Map.of());

  /**
   * Copies the maps and checks the names of the variables.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if a name is empty, contains {@code =} or NUL, or is that of a
   *     plain and a secret variable, or a value contains NUL (POSIX.1 8.1)
   */
  public ScriptSettings {
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    Objects.requireNonNull(environment, "environment");
    Objects.requireNonNull(secrets, "secrets");
    Objects.requireNonNull(styles, "styles");
    workingDirectory.ifPresent(ScriptSettings::checkDirectory);
    environment = OrderedMaps.copyOf(environment);
    secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    Objects.requireNonNull(arguments, "arguments");
    styles = Map.copyOf(styles);
    styles.keySet().forEach(name -> StoredText.checked("A parameter's name", name));
    environment.keySet().forEach(ScriptSettings::checkName);
    for (String name : secrets.keySet()) {
      Objects.requireNonNull(secrets.get(name), () -> "The value of '" + name + "'");
      checkName(name);
      if (environment.containsKey(name)) {
        throw new InvalidValueException(ValueMessages.PLAIN_AND_SECRET.of(name));
      }
    }
  }

  /**
   * Returns a copy with another working directory.
   *
   * @throws IllegalArgumentException if its name cannot be stored as a text
   * @throws NullPointerException if it is null
   */
  public ScriptSettings withWorkingDirectory(Path directory) {
    Objects.requireNonNull(directory, "directory");
    return new ScriptSettings(Optional.of(directory), environment, secrets, arguments, styles);
  }

  /**
   * Returns a copy with one variable added or replaced; a secret one of this name is replaced, too.
   *
   * @throws IllegalArgumentException if the name is empty or contains {@code =} or NUL, or the
   *     value contains NUL (POSIX.1 8.1)
   */
  public ScriptSettings withEnvironment(String name, String value) {
    Map<String, Secret> others = new LinkedHashMap<>(secrets);
    others.remove(name);
    return new ScriptSettings(
        workingDirectory, OrderedMaps.with(environment, name, value), others, arguments, styles);
  }

  /**
   * Returns a copy with one secret variable added or replaced; a plain one of this name is
   * replaced, too.
   *
   * @throws IllegalArgumentException if the name is empty or contains {@code =} or NUL
   */
  public ScriptSettings withSecret(String name, Secret value) {
    Map<String, String> others = new LinkedHashMap<>(environment);
    others.remove(name);
    Map<String, Secret> more = new LinkedHashMap<>(secrets);
    more.put(name, Objects.requireNonNull(value, () -> "The value of '" + name + "' is null"));
    return new ScriptSettings(workingDirectory, others, more, arguments, styles);
  }

  /**
   * Returns a copy with these secret variables in the place of its own.
   *
   * @throws NullPointerException if it is null
   */
  public ScriptSettings withSecrets(Map<String, Secret> values) {
    Objects.requireNonNull(values, "values");
    return new ScriptSettings(workingDirectory, environment, values, arguments, styles);
  }

  /**
   * Returns a copy with one parameter added or replaced.
   *
   * @throws IllegalArgumentException if the name is blank, or one of the two contains NUL or half
   *     of a surrogate pair
   */
  public ScriptSettings withParameter(String name, String value) {
    return withArguments(arguments.with(name, value));
  }

  /** Returns a copy with other parameters. */
  public ScriptSettings withArguments(Arguments arguments) {
    return new ScriptSettings(workingDirectory, environment, secrets, arguments, styles);
  }

  /**
   * Returns a copy whose parameters become arguments in these ways, by name.
   *
   * @throws NullPointerException if it is null
   */
  public ScriptSettings withStyles(Map<String, ParameterStyle> others) {
    Objects.requireNonNull(others, "others");
    return new ScriptSettings(workingDirectory, environment, secrets, arguments, others);
  }

  /**
   * How a parameter becomes arguments.
   *
   * @throws NullPointerException if it is null
   */
  public ParameterStyle style(String parameter) {
    Objects.requireNonNull(parameter, "parameter");
    return styles.getOrDefault(parameter, ParameterStyle.OPTION);
  }

  /** The names of the parameters that runs have on request only. */
  Set<String> onRequest() {
    return styles.entrySet().stream()
        .filter(style -> style.getValue() == ParameterStyle.ON_REQUEST)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Only what a path's text says is stored; others come from names that are no Unicode. */
  private static void checkDirectory(Path directory) {
    if (!Path.of(directory.toString()).equals(directory)) {
      throw new InvalidValueException(ValueMessages.WORKING_DIRECTORY.of(directory));
    }
  }

  private static void checkName(String name) {
    StoredText.checked("An environment variable's name", name);
    if (name.isBlank() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new InvalidValueException(ValueMessages.VARIABLE_NAME.of(name));
    }
  }
}
