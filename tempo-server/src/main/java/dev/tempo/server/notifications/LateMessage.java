package dev.tempo.server.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.jobs.LateChange;
import dev.tempo.server.jobs.LateResponse;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
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
 */
record LateMessage(
    String product, List<LateChange> changes, Function<UUID, Optional<String>> link, Instant now) {
  static final String ABOUT = "about";

  private static final int MOST_NAMED = 100;

  /** As a mail, without its address. */
  ObjectNode mail() {
    return Json.object()
        .put("subject", String.format(Locale.ROOT, "[%s] %s", product, summary()))
        .put("text", text())
        .put("html", html())
        .put(ABOUT, summary())
        .node();
  }

  /** As a webhook gets it. */
  ObjectNode webhook() {
    return Json.object()
        .put("event", isOver() ? "job.recovered" : "job.late")
        .put("jobs", Json.array(named(), this::job))
        .put("total", changes.size())
        .put(ABOUT, summary())
        .node();
  }

  private Json.Object job(LateChange change) {
    return Json.object()
        .put("id", change.job().id())
        .put("name", change.job().name())
        .put("late", LateResponse.of(change.late(), now))
        .put("url", link.apply(change.job().id()));
  }

  private boolean isOver() {
    return changes.getFirst().isOver();
  }

  private List<LateChange> named() {
    return changes.stream().limit(MOST_NAMED).toList();
  }

  private String summary() {
    String state = isOver() ? "in time again" : "late";
    return changes.size() == 1
        ? changes.getFirst().job().name() + " is " + state
        : changes.size() + " jobs are " + state;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (LateChange change : named()) {
      text.append(change.job().name()).append(": ").append(reason(change.late())).append('\n');
      link.apply(change.job().id()).ifPresent(url -> text.append("  ").append(url).append('\n'));
    }
    if (changes.size() > MOST_NAMED) {
      text.append("… and ").append(changes.size() - MOST_NAMED).append(" more\n");
    }
    return text.toString();
  }

  private String html() {
    StringBuilder html = new StringBuilder("<!DOCTYPE html><html><body><ul>");
    for (LateChange change : named()) {
      String name = RunEmail.escaped(change.job().name());
      html.append("<li>")
          .append(
              link.apply(change.job().id())
                  .map(url -> "<a href=\"" + RunEmail.escaped(url) + "\">" + name + "</a>")
                  .orElse(name))
          .append(": ")
          .append(RunEmail.escaped(reason(change.late())))
          .append("</li>");
    }
    html.append("</ul>");
    if (changes.size() > MOST_NAMED) {
      html.append("<p>… and ").append(changes.size() - MOST_NAMED).append(" more</p>");
    }
    return html.append("</body></html>").toString();
  }

  private String reason(Late late) {
    String what = late.kind() == Late.Kind.START ? "started" : "succeeded";
    String had = isOver() ? "it has now; it should have" : "it should have";
    return String.format(
        Locale.ROOT, "%s %s by %s, counted from %s", had, what, late.since(), late.expectedAt());
  }
}
