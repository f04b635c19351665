package dev.tempo.server.notifications;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.RunStatus;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.Late;
import dev.tempo.server.notifications.DigestStore.Frequency;
import dev.tempo.server.notifications.DigestStore.Lateness;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * A digest in words.
 *
 * @param product what the sender calls itself
 * @param link where more of a job is to be seen
 * @param reader who reads it
 */
record DigestMail(
    String product, Digest digest, Function<UUID, Optional<String>> link, Reader reader) {
  private static final int MOST_NAMED = 50;

  /** As a mail, without its address. */
  ObjectNode document() {
    List<Section> sections = sections();
    return Json.object()
        .put("subject", subject())
        .put("text", text(sections))
        .put("html", html(sections))
        .put("language", reader.language().language())
        .put(LateMessage.ABOUT, subject())
        .node();
  }

  /** A heading and what stands below it. */
  private record Section(String title, List<Line> lines) {}

  /** A line, with where more of it is to be seen. */
  private record Line(String words, Optional<String> link) {}

  private String subject() {
    boolean daily = digest.span().frequency() == Frequency.DAILY;
    return reader.message(
        daily ? "api.mail.digest.daily" : "api.mail.digest.weekly",
        "product",
        product,
        "runs",
        digest.runs(),
        "failed",
        digest.failures(),
        "late",
        digest.late().size());
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(new Section(period(), counts()));
    if (!digest.failing().isEmpty()) {
      sections.add(
          new Section(
              reader.message("api.mail.digest.failing"),
              named(digest.failing().stream().map(this::failing).toList())));
    }
    if (!digest.late().isEmpty()) {
      sections.add(
          new Section(
              reader.message("api.mail.digest.late"),
              named(digest.late().stream().map(this::late).toList())));
    }
    return sections;
  }

  private String period() {
    return reader.message(
        "api.mail.digest.period",
        "from",
        reader.time(digest.span().from()),
        "to",
        reader.time(digest.span().to()));
  }

  private List<Line> counts() {
    List<Line> lines = new ArrayList<>();
    lines.add(plain(reader.message("api.mail.digest.runs", "count", digest.runs())));
    lines.add(
        plain(
            reader.message("api.mail.digest.succeeded", "count", digest.count(RunStatus.SUCCESS))));
    lines.add(plain(reader.message("api.mail.digest.failed", "count", digest.failures())));
    lines.add(
        plain(reader.message("api.mail.digest.skipped", "count", digest.count(RunStatus.SKIPPED))));
    if (!digest.complete()) {
      lines.add(plain(reader.message("api.mail.digest.incomplete")));
    }
    return lines;
  }

  private static Line plain(String words) {
    return new Line(words, Optional.empty());
  }

  private Line failing(Digest.Failing job) {
    String words =
        reader.counted(
            "api.mail.digest.failedJob",
            job.count(),
            "job",
            job.jobName(),
            "last",
            reader.time(job.last()));
    return new Line(words, link.apply(job.jobId()));
  }

  private Line late(Lateness late) {
    boolean start = late.late().kind() == Late.Kind.START;
    String since = reader.time(late.late().since());
    String key =
        late.endedAt().isPresent()
            ? "api.mail.digest.wasLate"
            : late.late().isMissed(digest.span().to())
                ? start ? "api.mail.digest.missedStart" : "api.mail.digest.missedSuccess"
                : start ? "api.mail.digest.lateStart" : "api.mail.digest.lateSuccess";
    String words =
        late.endedAt().isPresent()
            ? reader.message(
                key,
                "job",
                late.jobName(),
                "since",
                since,
                "until",
                reader.time(late.endedAt().get()))
            : reader.message(key, "job", late.jobName(), "since", since);
    return new Line(words, link.apply(late.jobId()));
  }

  private List<Line> named(List<Line> lines) {
    if (lines.size() <= MOST_NAMED) {
      return lines;
    }
    List<Line> some = new ArrayList<>(lines.subList(0, MOST_NAMED));
    some.add(plain(reader.counted("api.mail.late.more", lines.size() - MOST_NAMED)));
    return some;
  }

  private static String text(List<Section> sections) {
    StringBuilder text = new StringBuilder();
    for (Section section : sections) {
      text.append(text.isEmpty() ? "" : "\n").append(section.title()).append('\n');
      for (Line line : section.lines()) {
        text.append("- ").append(line.words()).append('\n');
        line.link().ifPresent(url -> text.append("  ").append(url).append('\n'));
      }
    }
    return text.toString();
  }

  private String html(List<Section> sections) {
    StringBuilder html = new StringBuilder("<!DOCTYPE html><html lang=\"");
    html.append(RunEmail.escaped(reader.language().language())).append("\"><body>");
    for (Section section : sections) {
      html.append("<h2>").append(RunEmail.escaped(section.title())).append("</h2><ul>");
      for (Line line : section.lines()) {
        String words = RunEmail.escaped(line.words());
        html.append("<li>")
            .append(
                line.link()
                    .map(url -> "<a href=\"" + RunEmail.escaped(url) + "\">" + words + "</a>")
                    .orElse(words))
            .append("</li>");
      }
      html.append("</ul>");
    }
    return html.append("</body></html>").toString();
  }
}
