package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.internal.message.RunMessages;
import dev.tempo.secret.Secret;
import dev.tempo.secret.SecretMasker;
import dev.tempo.task.Arguments;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The secrets of runs that are under way. What a run was started with is noted, sealed, in a file
 * of its own: a job may get other secrets while its script goes on printing the old ones, also
 * after the engine was restarted. Thread-safe.
 */
final class RunSecrets {
  /** Between a seal and a name; a variable has but one blank there. */
  private static final String PARAMETER = " --";

  /** What variables of the host are noted as, with a number: only their values are asked for. */
  private static final String HOST = "=";

  private final SecretVault vault;
  private final Path directory;

  RunSecrets(SecretVault vault, Path directory) {
    this.vault = vault;
    this.directory = directory;
  }

  /**
   * What a run gets to read.
   *
   * @param variables of its environment, by name
   * @param parameters by name
   */
  record Opened(Map<String, String> variables, Map<String, String> parameters) {}

  /**
   * The values for a run that starts.
   *
   * @param ofHost variables of the host, which are noted with the others
   * @throws dev.tempo.secret.SecretException if one cannot be decrypted
   */
  Opened begin(Job job, Run run, Map<String, String> ofHost) {
    Map<String, Secret> variables = SecretVault.secrets(job);
    Map<String, Secret> parameters = run.request().arguments().secret();
    Opened opened =
        new Opened(vault.variables(job.id(), variables), vault.parameters(run.jobId(), parameters));
    List<String> lines = new ArrayList<>();
    variables.forEach((name, secret) -> lines.add(secret.text() + " " + name));
    parameters.forEach((name, secret) -> lines.add(secret.text() + PARAMETER + name));
    sealed(run.jobId(), ofHost)
        .forEach((name, secret) -> lines.add(secret.text() + PARAMETER + name));
    if (!lines.isEmpty()) {
      note(run.id(), lines);
    }
    return opened;
  }

  /** As parameters, of which a run may have any. */
  private Map<String, Secret> sealed(UUID jobId, Map<String, String> ofHost) {
    Map<String, Secret> secrets = new LinkedHashMap<>();
    ofHost.values().forEach(value -> secrets.put(HOST + secrets.size(), Secret.plain(value)));
    return vault.seal(jobId, Arguments.NONE.withSecrets(secrets)).secret();
  }

  /**
   * Masks what a run was started with, by this engine or an earlier one, as it was noted; and what
   * its job and its request hold now, so that nothing is shown when the note is gone.
   *
   * @throws dev.tempo.secret.SecretException if one cannot be decrypted
   */
  SecretMasker masker(Job job, Run run) {
    Map<String, Secret> variables = new LinkedHashMap<>();
    Map<String, Secret> parameters = new LinkedHashMap<>();
    readNote(run.id(), variables, parameters);
    List<String> values = new ArrayList<>(vault.variables(job.id(), variables).values());
    values.addAll(vault.parameters(run.jobId(), parameters).values());
    values.addAll(vault.variables(job.id(), SecretVault.secrets(job)).values());
    values.addAll(vault.parameters(run.jobId(), run.request().arguments().secret()).values());
    return SecretMasker.of(values.stream().distinct().toList());
  }

  private void readNote(UUID runId, Map<String, Secret> variables, Map<String, Secret> parameters) {
    try {
      if (!Files.exists(file(runId))) {
        return;
      }
      for (String line : Files.readAllLines(file(runId))) {
        boolean parameter = line.contains(PARAMETER);
        String[] parts = line.split(parameter ? PARAMETER : " ", 2);
        (parameter ? parameters : variables).put(parts[1], Secret.sealed(parts[0]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.SECRETS_NOTE_UNREADABLE.text(file(runId)), e);
    }
  }

  /** The run has ended for good. */
  void forget(UUID runId) {
    try {
      Files.deleteIfExists(file(runId));
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.SECRETS_NOTE_UNDELETED.text(file(runId)), e);
    }
  }

  private void note(UUID runId, List<String> lines) {
    try {
      Files.createDirectories(directory);
      Path fresh = Files.write(directory.resolve("." + runId), lines);
      Files.move(fresh, file(runId), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(RunMessages.SECRETS_NOT_NOTED.text(runId, directory), e);
    }
  }

  private Path file(UUID runId) {
    return directory.resolve(runId.toString());
  }
}
