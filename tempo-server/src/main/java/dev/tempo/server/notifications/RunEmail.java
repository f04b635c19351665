package dev.tempo.server.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.Run;
import dev.tempo.log.LogLine;
import dev.tempo.server.failures.FailureReason;
import dev.tempo.server.failures.PlainText;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.mail.Mail;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

  /** As a mail, without its address. */
  ObjectNode mail() {
    return Json.object().put("subject", subject()).put("text", text()).put("html", html()).node();
  }

  /** A mail, without its address, that somebody was not told about a run. */
  static ObjectNode undelivered(String product, QueuedNotification notice, String reason) {
    String what =
        String.format(
            Locale.ROOT,
            "%s was not told about %s, and will not be: %s",
            notice.shownTarget(),
            notice.about(),
            reason);
    return Json.object()
        .put("subject", String.format(Locale.ROOT, "[%s] A notice was not delivered", product))
        .put("text", what + "\n")
        .put("html", "<!doctype html><html><body><p>" + escaped(what) + "</p></body></html>")
        .node();
  }

  /** The mail of a stored document. */
  static Mail mail(String to, String document) {
    ObjectNode mail = Json.parseOwn(document);
    return new Mail(
        to,
        mail.path("subject").textValue(),
        mail.path("text").textValue(),
        mail.path("html").textValue());
  }

  private String subject() {
    return String.format(Locale.ROOT, "[%s] %s: %s", product, run.jobName(), outcome());
  }

  private String outcome() {
    return switch (run.status()) {
      case SUCCESS -> "success";
      case FAILURE ->
          run.exitCode().isPresent()
              ? "failure (exit code " + run.exitCode().getAsInt() + ")"
              : "failure";
      default -> run.status().name().toLowerCase(Locale.ROOT);
    };
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    text.append("Job:      ").append(run.jobName()).append('\n');
    text.append("Result:   ").append(outcome()).append('\n');
    why().ifPresent(error -> text.append("Reason:   ").append(error).append('\n'));
    text.append("Started:  ")
        .append(run.startedAt().map(Object::toString).orElse("-"))
        .append('\n');
    text.append("Duration: ").append(duration()).append('\n');
    text.append("Attempt:  ").append(run.attempt()).append('\n');
    link.ifPresent(url -> text.append("More:     ").append(url).append('\n'));
    if (!lastLines.isEmpty()) {
      text.append("\nThe last lines of its log:\n\n");
      lastLines.forEach(line -> text.append(plain(line)).append('\n'));
    }
    return text.toString();
  }

  private String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html><html><body><table>");
    row(html, "Job", run.jobName());
    row(html, "Result", outcome());
    why().ifPresent(error -> row(html, "Reason", error));
    row(html, "Started", run.startedAt().map(Object::toString).orElse("-"));
    row(html, "Duration", duration());
    row(html, "Attempt", Integer.toString(run.attempt()));
    html.append("</table>");
    link.map(RunEmail::escaped)
        .ifPresent(url -> html.append("<p><a href=\"").append(url).append("\">Open</a></p>"));
    if (!lastLines.isEmpty()) {
      html.append("<p>The last lines of its log:</p><pre>");
      lastLines.forEach(line -> html.append(escaped(plain(line))).append('\n'));
      html.append("</pre>");
    }
    return html.append("</body></html>").toString();
  }

  /** Better than with which code it exited, which the result says. */
  private Optional<String> why() {
    return reason.map(FailureReason::text).or(run::error);
  }

  private String duration() {
    return run.duration().map(RunEmail::words).orElse("-");
  }

  private static String words(Duration duration) {
    return String.format(
        Locale.ROOT,
        "%d:%02d:%02d.%03d",
        duration.toHours(),
        duration.toMinutesPart(),
        duration.toSecondsPart(),
        duration.toMillisPart());
  }

  private static void row(StringBuilder html, String name, String value) {
    html.append("<tr><th align=\"left\">").append(name).append("</th><td>");
    html.append(escaped(value)).append("</td></tr>");
  }

  /** Without the escape sequences for colours, titles and links, which mails do not know. */
  static String plain(LogLine line) {
    return PlainText.of(line.text());
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
