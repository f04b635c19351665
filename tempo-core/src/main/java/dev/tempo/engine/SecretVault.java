package dev.tempo.engine;

import dev.tempo.Job;
import dev.tempo.python.SecretBox;
import dev.tempo.python.SecretException;
import dev.tempo.task.ScriptTask;
import dev.tempo.task.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Encrypts the secrets of jobs that are saved, and decrypts them for runs. A value is bound to its
 * job and its name, so that what a store holds opens nowhere else. The key is asked for with the
 * first secret. Thread-safe.
 */
final class SecretVault {
  private final Supplier<SecretBox> box;

  SecretVault(Supplier<SecretBox> box) {
    this.box = box;
  }

  /**
   * The job with all its secrets sealed. A value that is what it was keeps its seal, so that saving
   * the same job again changes nothing.
   *
   * @param old the job as it is stored
   * @throws SecretException if a sealed secret is another job's, or the key cannot be used
   */
  Job seal(Job wanted, Optional<Job> old) {
    Map<String, Secret> secrets = secrets(wanted);
    Map<String, Secret> before = old.map(SecretVault::secrets).orElse(Map.of());
    if (secrets.isEmpty() || before.equals(secrets)) {
      return wanted;
    }
    Map<String, Secret> sealed = new LinkedHashMap<>();
    secrets.forEach(
        (name, secret) ->
            sealed.put(
                name, seal(wanted.id(), name, secret, Optional.ofNullable(before.get(name)))));
    ScriptTask task = (ScriptTask) wanted.task();
    return wanted.toBuilder().task(task.settings(task.settings().secrets(sealed))).build();
  }

  private Secret seal(UUID jobId, String name, Secret secret, Optional<Secret> before) {
    if (before.equals(Optional.of(secret))) {
      return secret;
    }
    if (secret.isSealed()) {
      open(jobId, name, secret);
      return secret;
    }
    return before
        .filter(kept -> opensTo(jobId, name, kept, secret.text()))
        .orElseGet(() -> Secret.sealed(box.get().seal(secret.text(), context(jobId, name))));
  }

  private boolean opensTo(UUID jobId, String name, Secret kept, String value) {
    try {
      return open(jobId, name, kept).equals(value);
    } catch (SecretException lost) {
      return false; // a new value is the way out of a lost key
    }
  }

  /**
   * The values of a job's secrets, by name.
   *
   * @throws SecretException if one cannot be decrypted
   */
  Map<String, String> values(Job job) {
    return values(job.id(), secrets(job));
  }

  /** The values of what was, maybe earlier, a job's secrets; see {@link #values(Job)}. */
  Map<String, String> values(UUID jobId, Map<String, Secret> secrets) {
    Map<String, String> values = new LinkedHashMap<>();
    secrets.forEach((name, secret) -> values.put(name, open(jobId, name, secret)));
    return values;
  }

  private String open(UUID jobId, String name, Secret secret) {
    try {
      return box.get().open(secret.text(), context(jobId, name));
    } catch (SecretException e) {
      throw new SecretException(
          "The secret %s is of no use for job %s; give it its value again: %s"
              .formatted(name, jobId, e.getMessage()),
          e);
    }
  }

  private static String context(UUID jobId, String name) {
    return jobId + "/" + name;
  }

  /** What a job keeps secret; empty for a handler. */
  static Map<String, Secret> secrets(Job job) {
    return job.task() instanceof ScriptTask script ? script.settings().secrets() : Map.of();
  }
}
