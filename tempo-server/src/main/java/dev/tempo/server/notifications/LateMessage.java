package dev.tempo.server.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.jobs.LateChange;
import dev.tempo.server.jobs.LateResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * That jobs are late, or late no more, in words: one message for all of which somebody learns at
 * once.
 *
 * @param product what the sender calls itself
 * @param changes of one kind, at least one
 * @param link where more of a job is to be seen
 * @param now when this is written
 * @param reader who reads it
 */
record LateMessage(
    String product,
    List<LateChange> changes,
    Function<UUID, Optional<String>> link,
    Instant now,
    Reader reader) {
  static final String ABOUT = "about";

  private static final int MOST_NAMED = 100;

  /** Stands for a job until its link is put in its place. */
  private static final String JOB = "\u0000";

  /** As a mail, without its address. */
  ObjectNode mail() {
    return Json.object()
        .put(
            "subject",
            reader.message("api.mail.late.subject", "product", product, "summary", summary()))
        .put("text", text())
        .put("html", html())
        .put("language", reader.language().language())
        .put(ABOUT, summary())
        .node();
  }

  /** As a webhook gets it. */
  LateWebhook webhook() {
    return new LateWebhook(
        isOver() ? "job.recovered" : "job.late",
        named().stream().map(this::job).toList(),
        changes.size(),
        summary());
  }

  private LateWebhook.LateJob job(LateChange change) {
    return new LateWebhook.LateJob(
        change.job().id(),
        change.job().name(),
        LateResponse.of(change.late(), now),
        link.apply(change.job().id()));
  }

  private boolean isOver() {
    return changes.getFirst().isOver();
  }

  private List<LateChange> named() {
    return changes.stream().limit(MOST_NAMED).toList();
  }

  private String summary() {
    if (changes.size() > 1) {
      return reader.counted(
          isOver() ? "api.mail.late.manyRecovered" : "api.mail.late.manyLate", changes.size());
    }
    return reader.message(
        isOver() ? "api.mail.late.oneRecovered" : "api.mail.late.oneLate",
        "job",
        changes.getFirst().job().name());
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (LateChange change : named()) {
      text.append(row(change.job().name(), change)).append('\n');
      link.apply(change.job().id()).ifPresent(url -> text.append("  ").append(url).append('\n'));
    }
    more().ifPresent(words -> text.append(words).append('\n'));
    return text.toString();
  }

  private String row(String name, LateChange change) {
    return reader.message("api.mail.late.row", "job", name, "reason", reason(change.late()));
  }

  private Optional<String> more() {
    int left = changes.size() - MOST_NAMED;
    return left > 0 ? Optional.of(reader.counted("api.mail.late.more", left)) : Optional.empty();
  }

  private String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html><html lang=\"");
    html.append(RunEmail.escaped(reader.language().language())).append("\"><body><ul>");
    for (LateChange change : named()) {
      String name = RunEmail.escaped(change.job().name());
      String linked =
          link.apply(change.job().id())
              .map(url -> "<a href=\"" + RunEmail.escaped(url) + "\">" + name + "</a>")
              .orElse(name);
      String words =
          reader.message(
              "api.mail.late.row", "job", JOB, "reason", RunEmail.escaped(reason(change.late())));
      html.append("<li>").append(words.replace(JOB, linked)).append("</li>");
    }
    html.append("</ul>");
    more().ifPresent(words -> html.append("<p>").append(words).append("</p>"));
    return html.append("</body></html>").toString();
  }

  private String reason(Late late) {
    boolean start = late.kind() == Late.Kind.START;
    String since = reader.time(late.since());
    String expected = reader.time(late.expectedAt());
    if (isOver()) {
      return reader.message(
          start ? "api.mail.late.started" : "api.mail.late.succeeded",
          "since",
          since,
          "expected",
          expected);
    }
    return reader.message(
        start ? "api.mail.late.notStarted" : "api.mail.late.notSucceeded",
        "since",
        since,
        "expected",
        expected);
  }
}
