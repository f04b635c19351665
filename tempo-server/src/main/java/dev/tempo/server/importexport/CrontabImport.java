package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.message.Message;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import dev.tempo.server.importexport.ImportReport.Action;
import dev.tempo.server.importexport.ImportReport.Done;
import dev.tempo.server.jobs.JobIndexEntry;
import dev.tempo.server.jobs.JobService;
import dev.tempo.server.jobs.JobService.Edit;
import dev.tempo.server.jobs.ManagedJob;
import dev.tempo.server.jobs.VersionRecorder.Saving;
import dev.tempo.server.message.Messages;
import dev.tempo.server.security.authorization.Caller;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a job of each command of a table of cron's: all of them, or none if something is wrong with
 * one. What cron does otherwise than Tempo, and Tempo cannot know, is in the report's notes.
 */
final class CrontabImport {
  /** How large a table may be, in bytes. */
  static final int MAX_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(CrontabImport.class);
  private static final int MAX_NAME = 100;
  private static final Path ACCOUNTS = Path.of("/etc/passwd");
  private static final String PLAIN_SHELL = "/bin/sh";

  /** Variables that are no variables of the command. */
  private static final Set<String> OF_CRON = Set.of("SHELL", "CRON_TZ");

  private final JobService jobs;

  CrontabImport(JobService jobs) {
    this.jobs = jobs;
  }

  /**
   * Imports a table.
   *
   * @param users whether a user stands before each command; empty to find out
   * @throws ApiException 422 that names the lines that are wrong; nothing was done then
   */
  ImportReport run(byte[] table, Optional<Boolean> users, Caller caller) {
    Crontab.Table read = Crontab.read(text(table), users, accounts());
    return jobs.dependencies().folders().exclusively(() -> run(read, caller));
  }

  private ImportReport run(Crontab.Table table, Caller caller) {
    Edit edit =
        Edit.by(caller)
            .saving(
                Saving.by(
                    caller.userId(), Optional.of(message("api.note.version.crontab").text())));
    Map<Crontab.Line, ManagedJob> read = read(table, caller);
    ImportReport report = new ImportReport(jobs);
    List<UUID> made = new ArrayList<>();
    try {
      read.forEach(
          (line, job) -> {
            ManagedJob saved = add(line, job, edit);
            made.add(saved.job().id());
            report.job(done(saved));
          });
    } catch (RuntimeException e) {
      made.forEach(id -> takeBack(id, caller));
      throw e;
    }
    notes(table.lines()).forEach(report::note);
    return report;
  }

  /** All are read before the first is stored. */
  private Map<Crontab.Line, ManagedJob> read(Crontab.Table table, Caller caller) {
    Map<Crontab.Line, ManagedJob> read = new LinkedHashMap<>();
    List<Violation> violations = new ArrayList<>(table.violations());
    Set<String> taken =
        jobs.index()
            .all()
            .filter(job -> job.details().folderId().isEmpty())
            .map(JobIndexEntry::name)
            .collect(
                Collectors.toCollection(
                    () -> new java.util.TreeSet<>(String::compareToIgnoreCase)));
    for (Crontab.Line line : table.lines()) {
      try {
        JsonInput input = JsonInput.of(job(line, free(name(line), taken)));
        read.put(line, jobs.read(input, Optional.empty(), caller));
        input.end();
      } catch (ApiException e) {
        violations.add(Crontab.violation(line.number(), Messages.of(e)));
      }
    }
    if (!violations.isEmpty()) {
      throw ApiException.invalid(violations);
    }
    return read;
  }

  private ManagedJob add(Crontab.Line line, ManagedJob job, Edit edit) {
    try {
      return jobs.add(job, edit);
    } catch (ApiException e) {
      throw ApiException.invalid("line " + line.number(), Messages.of(e));
    }
  }

  private void takeBack(UUID id, Caller caller) {
    try {
      jobs.index().find(id).ifPresent(entry -> jobs.delete(entry, true, caller));
    } catch (RuntimeException e) {
      LOG.error("The job {} of a failed import stays", id, e);
    }
  }

  private static Done done(ManagedJob saved) {
    return new Done(
        saved.job().name(),
        Action.CREATED,
        Optional.of(saved.job().id()),
        Optional.empty(),
        List.of());
  }

  private static ObjectNode job(Crontab.Line line, String name) {
    Map<String, String> variables = new LinkedHashMap<>(line.variables());
    variables.keySet().removeAll(OF_CRON);
    Json.Object trigger =
        line.atStart()
            ? Json.object().put("type", "startup")
            : Json.object().put("type", "cron").put("expression", line.schedule());
    Optional.ofNullable(line.variables().get("CRON_TZ"))
        .filter(zone -> !line.atStart())
        .ifPresent(zone -> trigger.put("timezone", zone));
    String origin =
        "Line "
            + line.number()
            + " of a crontab"
            + line.user().map(u -> ", there run by " + u).orElse("");
    Json.Object job =
        Json.object()
            .put("name", name)
            .put("description", origin)
            .put("task", Json.object().put("kind", "shell").put("content", script(line)))
            .put("environmentVariables", variables)
            .put("triggers", List.of(trigger));
    mails(line).ifPresent(notify -> job.put("notify", notify));
    return job.node();
  }

  /** What cron's shell gets: the command, and its input on standard input. */
  private static String script(Crontab.Line line) {
    String shell = line.variables().getOrDefault("SHELL", PLAIN_SHELL);
    String start = shell.equals(PLAIN_SHELL) ? "" : "#!" + shell + "\n";
    if (line.input().isEmpty()) {
      return start + line.command() + "\n";
    }
    String input = line.input().get();
    String end = "INPUT";
    while (input.lines().toList().contains(end)) {
      end += "_";
    }
    return start + "{\n" + line.command() + "\n} <<'" + end + "'\n" + input + "\n" + end + "\n";
  }

  /** MAILTO: nobody, or somebody, who is told of failures. */
  private static Optional<Json.Object> mails(Crontab.Line line) {
    String to = line.variables().get("MAILTO");
    if (to == null) {
      return Optional.empty();
    }
    if (to.isBlank()) {
      return Optional.of(Json.object().put("on", "never"));
    }
    List<String> addresses =
        Stream.of(to.split("[,\\s]+")).filter(address -> address.matches("[^@]+@[^@]+")).toList();
    return addresses.isEmpty()
        ? Optional.empty()
        : Optional.of(Json.object().put("on", "failure").put("emails", addresses));
  }

  private static String name(Crontab.Line line) {
    String name = line.comment().orElse(line.command()).replaceAll("\\s+", " ").strip();
    return name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME - 1).strip() + "…";
  }

  private static String free(String name, Set<String> taken) {
    String free = name;
    for (int number = 2; !taken.add(free); number++) {
      String suffix = " (" + number + ")";
      free = name.substring(0, Math.min(name.length(), MAX_NAME - suffix.length())) + suffix;
    }
    return free;
  }

  private static List<Message> notes(List<Crontab.Line> lines) {
    List<Message> notes = new ArrayList<>();
    notes.add(message("api.crontab.home"));
    notes.add(message("api.crontab.defaults"));
    if (lines.stream().anyMatch(line -> line.user().isPresent())) {
      notes.add(message("api.crontab.users"));
    }
    return notes;
  }

  private static String text(byte[] table) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(table)).toString();
    } catch (CharacterCodingException e) {
      return new String(table, StandardCharsets.ISO_8859_1);
    }
  }

  private static Set<String> accounts() {
    try (Stream<String> lines = Files.lines(ACCOUNTS, StandardCharsets.ISO_8859_1)) {
      return lines.map(line -> line.split(":", 2)[0]).collect(Collectors.toSet());
    } catch (IOException e) {
      LOG.debug("The accounts of this system are not known", e);
      return Set.of();
    }
  }
}
