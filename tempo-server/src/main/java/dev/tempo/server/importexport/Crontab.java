package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.counted;
import static dev.tempo.server.message.Messages.message;

import dev.tempo.message.Message;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.http.problem.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A table of cron's, as {@code crontab(5)} of Vixie's cron and of cronie describes it: lines of
 * five fields or an {@code @nickname} and a command, comments, and variables for the lines that
 * follow.
 */
final class Crontab {
  private static final int MOST_LINES = 1_000;
  private static final int FIELDS = 5;
  private static final int DAY_OF_MONTH = 2;
  private static final int DAY_OF_WEEK = 4;

  /** Matched in linear time, however the spaces stand in a line of a megabyte. */
  private static final com.google.re2j.Pattern VARIABLE =
      com.google.re2j.Pattern.compile("\\s*(\"[^\"]*\"|'[^']*'|[^\\s=\"']+)\\s*=\\s*(.*?)\\s*");

  private static final Pattern NICKNAME = Pattern.compile("(@[A-Za-z]+)\\s+(.*)");
  private static final Pattern COLUMNS =
      Pattern.compile("(\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+)\\s+(.*)");
  private static final Pattern FIELD =
      Pattern.compile("[0-9*][-0-9*,/A-Za-z]*|[A-Za-z]{3}[-,A-Za-z]*");
  private static final Pattern USER = Pattern.compile("([A-Za-z_][-A-Za-z0-9_.]*\\$?)\\s+(\\S.*)");
  private static final Set<String> NICKNAMES =
      Set.of(
          "@reboot",
          "@yearly",
          "@annually",
          "@monthly",
          "@weekly",
          "@daily",
          "@midnight",
          "@hourly");

  private final List<Line> lines = new ArrayList<>();
  private final List<Violation> violations = new ArrayList<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final boolean users;
  private Optional<String> comment = Optional.empty();

  private Crontab(boolean users) {
    this.users = users;
  }

  /**
   * A line with a command.
   *
   * @param number of the line, from 1
   * @param schedule its fields or nickname, by Tempo's rules
   * @param command as the shell gets it
   * @param input what the command reads; empty if it reads nothing
   * @param user who ran it, in a table of the system
   * @param comment what stands directly above
   * @param variables that hold for it
   */
  record Line(
      int number,
      String schedule,
      String command,
      Optional<String> input,
      Optional<String> user,
      Optional<String> comment,
      Map<String, String> variables) {

    boolean atStart() {
      return schedule.equals("@reboot");
    }
  }

  /**
   * What was read.
   *
   * @param lines with commands, in order
   * @param violations of lines that are nothing known
   */
  record Table(List<Line> lines, List<Violation> violations) {}

  /**
   * Reads a table.
   *
   * @param users whether a user stands before the command, as in {@code /etc/crontab}; empty to
   *     find out: it does if each command begins with the name of an account of this system
   * @param accounts the names of these
   * @throws ApiException 422 if it is too long
   */
  static Table read(String text, Optional<Boolean> users, Set<String> accounts) {
    Crontab table = new Crontab(users.orElseGet(() -> hasUsers(text, accounts)));
    int number = 0;
    for (String line : text.split("\r\n|\n|\r", -1)) {
      number++;
      table.take(line.strip(), number);
    }
    if (table.lines.size() > MOST_LINES) {
      throw ApiException.invalid("", counted("api.crontab.tooLong", MOST_LINES));
    }
    return new Table(table.lines, table.violations);
  }

  private static boolean hasUsers(String text, Set<String> accounts) {
    List<Line> plain = new ArrayList<>();
    Crontab table = new Crontab(false);
    text.lines().forEach(line -> table.take(line.strip(), 0));
    plain.addAll(table.lines);
    return !plain.isEmpty()
        && plain.stream()
            .map(line -> USER.matcher(line.command()))
            .allMatch(user -> user.matches() && accounts.contains(user.group(1)));
  }

  private void take(String line, int number) {
    if (line.isEmpty()) {
      comment = Optional.empty();
    } else if (line.startsWith("#")) {
      String text = line.replaceFirst("^#+", "").strip();
      comment = Optional.of(text).filter(said -> !said.isEmpty() && !isCommand(said));
    } else {
      takeEntry(line, number);
      comment = Optional.empty();
    }
  }

  private void takeEntry(String line, int number) {
    com.google.re2j.Matcher variable = VARIABLE.matcher(line);
    if (!isCommand(line) && variable.matches()) {
      variables.put(unquoted(variable.group(1)), unquoted(variable.group(2)));
      return;
    }
    Matcher entry = line.startsWith("@") ? NICKNAME.matcher(line) : COLUMNS.matcher(line);
    if (!entry.matches()) {
      violations.add(violation(number, message("api.crontab.line")));
      return;
    }
    String schedule = entry.group(1);
    if (schedule.startsWith("@") && !NICKNAMES.contains(schedule.toLowerCase(Locale.ROOT))) {
      violations.add(
          violation(
              number,
              message(
                  "api.crontab.nickname",
                  "name",
                  schedule,
                  "names",
                  String.join(", ", NICKNAMES.stream().sorted().toList()))));
      return;
    }
    add(number, schedule, entry.group(2));
  }

  private void add(int number, String schedule, String rest) {
    String command = rest;
    Optional<String> user = Optional.empty();
    if (users) {
      Matcher column = USER.matcher(rest);
      if (!column.matches()) {
        violations.add(violation(number, message("api.crontab.noUser")));
        return;
      }
      user = Optional.of(column.group(1));
      command = column.group(2);
    }
    String[] parts = atPercent(command);
    lines.add(
        new Line(
            number,
            schedule.startsWith("@") ? schedule.toLowerCase(Locale.ROOT) : inTempo(schedule),
            parts[0],
            Optional.ofNullable(parts[1]),
            user,
            comment,
            Map.copyOf(variables)));
  }

  /**
   * In cron a day must satisfy both day fields if one of them begins with {@code *}, as {@code
   * *\/2} does; in Tempo it is {@code +} that says so.
   */
  private static String inTempo(String fields) {
    String[] field = fields.split("\\s+");
    boolean restricted = !field[DAY_OF_MONTH].equals("*") && !field[DAY_OF_WEEK].equals("*");
    boolean both = field[DAY_OF_MONTH].startsWith("*") || field[DAY_OF_WEEK].startsWith("*");
    if (restricted && both) {
      field[DAY_OF_WEEK] = "+" + field[DAY_OF_WEEK];
    }
    return String.join(" ", field);
  }

  /**
   * Divides at the first bare %: what follows is the command's input, each further % a line end.
   */
  private static String[] atPercent(String text) {
    StringBuilder command = new StringBuilder();
    StringBuilder input = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escaped = c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '%';
      StringBuilder to = input == null ? command : input;
      if (escaped) {
        to.append('%');
        i++;
      } else if (c != '%') {
        to.append(c);
      } else if (input == null) {
        input = new StringBuilder();
      } else {
        input.append('\n');
      }
    }
    return new String[] {command.toString().strip(), input == null ? null : input.toString()};
  }

  private static boolean isCommand(String line) {
    if (line.startsWith("@")) {
      Matcher nickname = NICKNAME.matcher(line);
      return nickname.matches() && NICKNAMES.contains(nickname.group(1).toLowerCase(Locale.ROOT));
    }
    Matcher columns = COLUMNS.matcher(line);
    if (!columns.matches()) {
      return false;
    }
    String[] fields = columns.group(1).split("\\s+");
    return fields.length == FIELDS
        && List.of(fields).stream().allMatch(field -> FIELD.matcher(field).matches())
        && List.of(fields).stream().anyMatch(field -> field.matches("[0-9*].*"));
  }

  private static String unquoted(String text) {
    boolean quoted =
        text.length() > 1
            && (text.startsWith("\"") && text.endsWith("\"")
                || text.startsWith("'") && text.endsWith("'"));
    return quoted ? text.substring(1, text.length() - 1) : text;
  }

  static Violation violation(int line, Message message) {
    return Violation.of("line " + line, message);
  }
}
