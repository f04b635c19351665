package dev.tempo.python.environment;

import dev.tempo.internal.io.Sha256;
import dev.tempo.internal.message.PythonMessages;
import dev.tempo.message.InvalidValueException;
import dev.tempo.python.Interpreter;
import dev.tempo.python.requirement.Requirements;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Which environment a job needs.
 *
 * @param job names its directory: letters, digits, {@code . _ -}, at most 100, the first no dot
 * @param interpreter whose environment it is
 * @param requirements what is installed
 */
public record EnvironmentSpec(String job, Interpreter interpreter, Requirements requirements) {
  private static final Pattern JOB = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}");

  /**
   * Checks the name.
   *
   * @throws NullPointerException if anything is null
   * @throws IllegalArgumentException if the job's name is not as above
   */
  public EnvironmentSpec {
    Objects.requireNonNull(job, "job");
    Objects.requireNonNull(interpreter, "interpreter");
    Objects.requireNonNull(requirements, "requirements");
    checkJob(job);
  }

  static void checkJob(String job) {
    if (!JOB.matcher(job).matches()) {
      throw new InvalidValueException(PythonMessages.ENVIRONMENT_NAME.of(job));
    }
  }

  /** Equal for equal requirements on equal interpreters: same file, same version. */
  String fingerprint() {
    return Sha256.sha256(
        interpreter.executable() + "\n" + interpreter.version() + "\n" + requirements.digest());
  }
}
