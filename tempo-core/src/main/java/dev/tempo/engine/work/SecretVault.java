package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.internal.message.SecretMessages;
import dev.tempo.secret.Secret;
import dev.tempo.secret.SecretCipher;
import dev.tempo.secret.SecretException;
import dev.tempo.task.Arguments;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Encrypts the secrets of jobs that are saved and of runs that are asked for, and decrypts them for
 * runs. A value is bound to its job and its name, so that what a store holds opens nowhere else.
 * The key is asked for with the first secret. Thread-safe.
 */
public final class SecretVault {
  private static final String VARIABLE = "";
  private static final String PARAMETER = "--"; // no variable's name begins so

  private final Supplier<SecretCipher> cipher;

  SecretVault(Supplier<SecretCipher> cipher) {
    this.cipher = cipher;
  }

  /**
   * The job with all its secrets sealed. A value that is what it was keeps its seal, so that saving
   * the same job again changes nothing.
   *
   * @param old the job as it is stored
   * @throws SecretException if a sealed secret is another job's, or the key cannot be used
   */
  public Job seal(Job requested, Optional<Job> old) {
    Arguments arguments = requested.task().arguments();
    Map<String, Secret> parameters =
        seal(
            new Place(requested.id(), PARAMETER),
            arguments.secret(),
            old.map(job -> job.task().arguments().secret()).orElse(Map.of()));
    Map<String, Secret> variables =
        seal(
            new Place(requested.id(), VARIABLE),
            secrets(requested),
            old.map(SecretVault::secrets).orElse(Map.of()));
    Job sealed =
        parameters.equals(arguments.secret())
            ? requested
            : with(requested, requested.task().withArguments(arguments.withSecrets(parameters)));
    return sealed.task() instanceof ScriptTask task && !variables.equals(secrets(sealed))
        ? with(sealed, task.withSettings(task.settings().withSecrets(variables)))
        : sealed;
  }

  /**
   * The parameters of a run, with all that is secret sealed.
   *
   * @throws SecretException if what is sealed already is another job's, or the key cannot be used
   */
  public Arguments seal(UUID jobId, Arguments values) {
    return values.secret().isEmpty()
        ? values
        : values.withSecrets(seal(new Place(jobId, PARAMETER), values.secret(), Map.of()));
  }

  private static Job with(Job job, Task task) {
    return job.toBuilder().task(task).build();
  }

  private Map<String, Secret> seal(
      Place place, Map<String, Secret> requested, Map<String, Secret> before) {
    if (requested.isEmpty() || before.equals(requested)) {
      return requested;
    }
    Map<String, Secret> sealed = new LinkedHashMap<>();
    requested.forEach(
        (name, secret) ->
            sealed.put(
                name, seal(place.named(name), secret, Optional.ofNullable(before.get(name)))));
    return sealed;
  }

  private Secret seal(Named place, Secret secret, Optional<Secret> before) {
    if (before.equals(Optional.of(secret))) {
      return secret;
    }
    if (secret.isSealed()) {
      open(place, secret);
      return secret;
    }
    return before
        .filter(kept -> opensTo(place, kept, secret.text()))
        .orElseGet(() -> Secret.sealed(cipher.get().encrypt(secret.text(), place.context())));
  }

  private boolean opensTo(Named place, Secret kept, String value) {
    try {
      return open(place, kept).equals(value);
    } catch (SecretException lost) {
      return false; // a new value is the way out of a lost key
    }
  }

  /**
   * The values of what is or was, maybe earlier, a job's secrets, by name.
   *
   * @throws SecretException if one cannot be decrypted
   */
  Map<String, String> variables(UUID jobId, Map<String, Secret> secrets) {
    return open(new Place(jobId, VARIABLE), secrets);
  }

  /** The values of secret parameters of a job's run, by name, as {@link #variables}. */
  Map<String, String> parameters(UUID jobId, Map<String, Secret> secrets) {
    return open(new Place(jobId, PARAMETER), secrets);
  }

  private Map<String, String> open(Place place, Map<String, Secret> secrets) {
    Map<String, String> values = new LinkedHashMap<>();
    secrets.forEach((name, secret) -> values.put(name, open(place.named(name), secret)));
    return values;
  }

  private String open(Named place, Secret secret) {
    try {
      return cipher.get().decrypt(secret.text(), place.context());
    } catch (SecretException e) {
      throw new SecretException(
          SecretMessages.OF_NO_USE.text(place.name(), place.in().jobId(), e.getMessage()), e);
    }
  }

  /** Where secrets belong: a job's variables, or the parameters of its runs. */
  private record Place(UUID jobId, String kind) {
    Named named(String name) {
      return new Named(this, name);
    }
  }

  /** Where one secret belongs. */
  private record Named(Place in, String name) {
    String context() {
      return in.jobId() + "/" + in.kind() + name;
    }
  }

  /** What a job keeps secret; empty for a handler. */
  static Map<String, Secret> secrets(Job job) {
    return job.task() instanceof ScriptTask script ? script.settings().secrets() : Map.of();
  }
}
