package dev.tempo.server.jobdocs;

import dev.tempo.Trigger;
import dev.tempo.server.jobs.JobDetails;
import dev.tempo.server.jobs.LocalText;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.ParameterDefinition;
import dev.tempo.server.message.Messages;
import dev.tempo.server.message.Translation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** Writes what a page about a job may begin with: what is known of it, and what is to be told. */
final class DocTemplate {
  private final Translation language;

  DocTemplate(Translation language) {
    this.language = language;
  }

  /**
   * A page about a job.
   *
   * @param lang the language in which the job's own texts are wanted
   */
  String of(ManagedJob job, String lang) {
    JobDetails.Labels labels = job.details().labels();
    StringJoiner page = new StringJoiner("\n\n", "", "\n");
    page.add("# " + plain(labels.displayName().getOrDefault(lang, job.job().name())));
    String description = labels.description().in(lang);
    page.add(description.isBlank() ? text("api.docs.template.what") : plain(description));
    List<ParameterDefinition> parameters = job.details().behaviour().parameters();
    if (!parameters.isEmpty()) {
      page.add("## " + text("api.docs.template.parameters")).add(table(parameters));
    }
    page.add("## " + text("api.docs.template.schedule")).add(schedule(job.job().triggers()));
    page.add("## " + text("api.docs.template.result")).add(text("api.docs.template.resultHint"));
    page.add("## " + text("api.docs.template.trouble")).add(text("api.docs.template.troubleHint"));
    return page.toString();
  }

  private String table(List<ParameterDefinition> parameters) {
    StringJoiner table = new StringJoiner("\n");
    table.add(
        row(
            List.of(
                text("api.docs.template.name"),
                text("api.docs.template.type"),
                text("api.docs.template.required"),
                text("api.docs.template.default"),
                text("api.docs.template.meaning"))));
    table.add("|---|---|---|---|---|");
    for (ParameterDefinition parameter : parameters) {
      boolean secret = parameter.type() == ParameterDefinition.Type.SECRET;
      String defaultValue = secret ? "" : parameter.presence().defaultValue().orElse("");
      table.add(
          row(
              List.of(
                  code(parameter.name()),
                  parameter.type().name().toLowerCase(Locale.ROOT),
                  parameter.presence().required()
                      ? text("api.docs.template.yes")
                      : text("api.docs.template.no"),
                  defaultValue.isEmpty() ? "" : code(defaultValue),
                  plain(said(parameter.texts().description())))));
    }
    return table.toString();
  }

  private String said(LocalText text) {
    return text.plain()
        .or(() -> Optional.ofNullable(text.languages().get(language.language())))
        .or(() -> Optional.ofNullable(text.languages().get("en")))
        .orElse("");
  }

  private String schedule(List<Trigger> triggers) {
    StringJoiner list = new StringJoiner("\n");
    triggers.stream()
        .filter(Trigger::enabled)
        .map(trigger -> trigger.schedule().describe(language.locale()))
        .forEach(words -> list.add("- " + plain(words)));
    return list.length() == 0 ? text("api.docs.template.byHand") : list.toString();
  }

  private static String row(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }

  private static String code(String text) {
    String line = text.replaceAll("\\s+", " ").replace("`", "'").replace("|", "\\|");
    return "`" + line + "`";
  }

  /** A text in one line in which no sign means anything to Markdown. */
  private static String plain(String text) {
    return text.strip().replaceAll("\\s+", " ").replaceAll("([\\\\`*_\\[\\]<>|$#])", "\\\\$1");
  }

  private String text(String key) {
    return language.text(Messages.message(key));
  }
}
