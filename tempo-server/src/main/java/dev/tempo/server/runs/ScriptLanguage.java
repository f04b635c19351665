package dev.tempo.server.runs;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunSurroundings;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.message.Languages;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Tells scripts in which language their reader reads: that of whoever started the run, else of the
 * job's owner, else the server's. Thread-safe.
 */
public final class ScriptLanguage implements RunSurroundings {
  /** The variable with the code of the language, as {@code fr}. */
  static final String VARIABLE = "TEMPO_LANGUAGE";

  private final JobIndex jobs;
  private final Languages languages;

  /** Over jobs and languages. */
  public ScriptLanguage(JobIndex jobs, Languages languages) {
    this.jobs = jobs;
    this.languages = languages;
  }

  /** The server's, for all runs. */
  public static RunSurroundings usual(SettingsService settings) {
    return (job, run) ->
        Additions.ofVariables(Map.of(VARIABLE, settings.get(Settings.DEFAULT_LANGUAGE)));
  }

  @Override
  public Additions of(Job saved, Run run) {
    Optional<UUID> starter = run.request().origin().startedBy().flatMap(ScriptLanguage::account);
    Optional<UUID> owner =
        jobs.find(run.jobId()).flatMap(job -> job.details().ownership().ownerId());
    return Additions.ofVariables(
        Map.of(
            VARIABLE,
            languages
                .ofFirst(Stream.concat(starter.stream(), owner.stream()).toList())
                .language()));
  }

  /** Runs of programs that embed the server may be started by anybody. */
  private static Optional<UUID> account(String startedBy) {
    try {
      return Optional.of(UUID.fromString(startedBy));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
