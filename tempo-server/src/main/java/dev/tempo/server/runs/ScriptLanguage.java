package dev.tempo.server.runs;

import dev.tempo.Job;
import dev.tempo.Run;
import dev.tempo.RunSurroundings;
import dev.tempo.server.jobs.JobIndex;
import dev.tempo.server.message.Languages;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.settings.SettingsService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells scripts in which language their reader reads: that of whoever started the run, else of the
 * job's owner, else the server's. Thread-safe.
 */
public final class ScriptLanguage implements RunSurroundings {
  /** The variable with the code of the language, as {@code fr}. */
  static final String VARIABLE = "TEMPO_LANGUAGE";

  private static final Logger LOG = LoggerFactory.getLogger(ScriptLanguage.class);

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
        Map.of(VARIABLE, language(Stream.concat(starter.stream(), owner.stream()).toList(), run)));
  }

  /** No run fails since nobody knows its language: it gets the server's own. */
  private String language(List<UUID> people, Run run) {
    try {
      return languages.ofFirst(people).language();
    } catch (RuntimeException e) {
      LOG.warn("The language for the run {} cannot be looked up, so it gets English", run.id(), e);
      return Languages.ENGLISH;
    }
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
