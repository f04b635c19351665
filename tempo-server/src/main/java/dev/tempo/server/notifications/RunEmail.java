package dev.tempo.server.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Run;
import dev.tempo.RunStatus;
import dev.tempo.log.LogLine;
import dev.tempo.server.failures.FailureReason;
import dev.tempo.server.failures.PlainText;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.mail.MailMessage;
import dev.tempo.server.message.Translation;
import dev.tempo.server.runs.LineResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the e-mail about a run's end.
 *
 * @param product what the sender calls itself
 * @param run the run
 * @param lastLines the end of its log; secrets were masked when it was written
 * @param reason the line of its log that says why it failed
 * @param link where more is to be seen
 */
record RunEmail(
    String product,
    Run run,
    List<LogLine> lastLines,
    Optional<FailureReason> reason,
    Optional<String> link) {

  /**
   * As a mail, without its address.
   *
   * @param error how the run ended, in the reader's language
   */
  ObjectNode mail(Reader reader, Optional<String> error) {
    Written written = new Written(reader, error);
    return Json.object()
        .put("subject", written.subject())
        .put("text", written.text())
        .put("html", written.html())
        .put("language", reader.language().language())
        .node();
  }

  /** A mail, without its address, that somebody was not told about a run. */
  static ObjectNode undelivered(
      String product, QueuedNotification notice, String reason, Reader reader) {
    String kept = reader.language().kept(reason);
    String target = notice.shownTarget();
    String what =
        notice
            .summary()
            .map(
                text ->
                    reader.message(
                        "api.mail.undelivered.other",
                        "target",
                        target,
                        "what",
                        text,
                        "reason",
                        kept))
            .orElseGet(
                () ->
                    reader.message(
                        "api.mail.undelivered.run",
                        "target",
                        target,
                        "run",
                        notice.runId().toString(),
                        "reason",
                        kept));
    return Json.object()
        .put("subject", reader.message("api.mail.undelivered.subject", "product", product))
        .put("text", what + "\n")
        .put("html", "<!doctype html><html><body><p>" + escaped(what) + "</p></body></html>")
        .put("language", reader.language().language())
        .node();
  }

  /** The mail of a stored document. */
  static MailMessage mail(String to, String document) {
    ObjectNode mail = Json.parseOwn(document);
    return new MailMessage(
        to,
        mail.path("subject").textValue(),
        mail.path("text").textValue(),
        mail.path("html").textValue(),
        Optional.ofNullable(mail.path("language").textValue()));
  }

  /** What is told, to one reader. */
  private final class Written {
    private final Reader reader;
    private final Optional<String> error;
    private final Map<String, String> rows = new LinkedHashMap<>();

    Written(Reader reader, Optional<String> error) {
      this.reader = reader;
      this.error = error;
      row("api.mail.row.job", run.jobName());
      row("api.mail.row.result", outcome());
      why().ifPresent(text -> row("api.mail.row.reason", text));
      row("api.mail.row.started", run.startedAt().map(reader::time).orElse("-"));
      row("api.mail.row.duration", run.duration().map(reader::length).orElse("-"));
      row("api.mail.row.attempt", Integer.toString(run.attempt()));
    }

    private void row(String label, String value) {
      rows.put(reader.message(label), value);
    }

    String subject() {
      return reader.message(
          "api.mail.run.subject", "product", product, "job", run.jobName(), "outcome", outcome());
    }

    private String outcome() {
      if (run.status() == RunStatus.FAILURE && run.exitCode().isPresent()) {
        return reader.message(
            "api.mail.outcome.exitCode", "code", Integer.toString(run.exitCode().getAsInt()));
      }
      return reader.message(
          switch (run.status()) {
            case QUEUED -> "api.mail.outcome.queued";
            case RUNNING -> "api.mail.outcome.running";
            case SUCCESS -> "api.mail.outcome.success";
            case FAILURE -> "api.mail.outcome.failure";
            case TIMEOUT -> "api.mail.outcome.timeout";
            case CANCELLED -> "api.mail.outcome.cancelled";
            case SKIPPED -> "api.mail.outcome.skipped";
            case LOST -> "api.mail.outcome.lost";
          });
    }

    /** Better than with which code it exited, which the result says. */
    private Optional<String> why() {
      return reason.map(FailureReason::text).or(() -> error);
    }

    String text() {
      Map<String, String> all = new LinkedHashMap<>(rows);
      link.ifPresent(url -> all.put(reader.message("api.mail.row.more"), url));
      int width = all.keySet().stream().mapToInt(label -> labelled(label).length()).max().orElse(0);
      StringBuilder text = new StringBuilder();
      all.forEach(
          (label, value) -> {
            String shown = labelled(label);
            text.append(shown).append(" ".repeat(width - shown.length() + 1));
            text.append(value).append('\n');
          });
      if (!lastLines.isEmpty()) {
        text.append('\n').append(reader.message("api.mail.lastLines")).append("\n\n");
        lastLines.forEach(line -> text.append(shown(line)).append('\n'));
      }
      return text.toString();
    }

    private String labelled(String label) {
      return reader.message("api.mail.row", "label", label);
    }

    String html() {
      StringBuilder html = new StringBuilder("<!DOCTYPE html><html lang=\"");
      html.append(escaped(reader.language().language())).append("\"><body><table>");
      rows.forEach((label, value) -> RunEmail.row(html, label, value));
      html.append("</table>");
      link.map(RunEmail::escaped)
          .ifPresent(
              url ->
                  html.append("<p><a href=\"")
                      .append(url)
                      .append("\">")
                      .append(escaped(reader.message("api.mail.open")))
                      .append("</a></p>"));
      if (!lastLines.isEmpty()) {
        html.append("<p>")
            .append(escaped(reader.message("api.mail.lastLines")))
            .append("</p><pre>");
        lastLines.forEach(line -> html.append(escaped(shown(line))).append('\n'));
        html.append("</pre>");
      }
      return html.append("</body></html>").toString();
    }

    private String shown(LogLine line) {
      return plain(line, reader.language());
    }
  }

  private static void row(StringBuilder html, String name, String value) {
    html.append("<tr><th align=\"left\">").append(escaped(name)).append("</th><td>");
    html.append(escaped(value)).append("</td></tr>");
  }

  /** Without the escape sequences for colours, titles and links, which mails do not know. */
  static String plain(LogLine line, Translation language) {
    return PlainText.of(LineResponse.content(line, language));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
