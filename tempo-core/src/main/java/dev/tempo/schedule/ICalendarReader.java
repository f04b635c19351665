package dev.tempo.schedule;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads which days the events of an iCalendar (RFC 5545) cover. Lines that were folded are put
 * together (section 3.1); of an event, {@code DTSTART}, {@code DTEND}, {@code RRULE} by the year,
 * {@code RDATE}, {@code EXDATE} and {@code STATUS} count.
 */
final class ICalendarReader {
  private static final int FIRST_YEAR = 1970; // as schedules have them
  private static final int LAST_YEAR = 2199;
  private static final int MAX_DAYS_OF_EVENT = 366;

  private final BufferedReader in;
  private final SortedSet<LocalDate> days = new TreeSet<>();
  private String pending = "";
  private int pendingNumber;
  private int lineNumber;

  ICalendarReader(BufferedReader in) {
    this.in = in;
  }

  SortedSet<LocalDate> read() throws IOException {
    boolean seen = false;
    Optional<Event> event = Optional.empty();
    Optional<String> line = unfolded();
    while (line.isPresent()) {
      String text = line.get();
      int number = lineNumber;
      switch (text.toUpperCase(Locale.ROOT)) {
        case "BEGIN:VCALENDAR" -> seen = true;
        case "BEGIN:VEVENT" -> event = Optional.of(new Event());
        case "END:VEVENT" -> {
          event.ifPresent(ended -> ended.addTo(days));
          event = Optional.empty();
        }
        default -> event.ifPresent(open -> open.take(text, number));
      }
      line = unfolded();
    }
    if (!seen) {
      throw new IllegalArgumentException("There is no line BEGIN:VCALENDAR: it is no iCalendar");
    }
    return days;
  }

  /** A line with those that continue it; {@code lineNumber} is that of the first. */
  private Optional<String> unfolded() throws IOException {
    StringBuilder text = new StringBuilder(pending);
    lineNumber = pendingNumber;
    pending = "";
    String line = in.readLine();
    while (line != null) {
      pendingNumber++;
      boolean continues = line.startsWith(" ") || line.startsWith("\t");
      if (!continues && !text.isEmpty()) {
        pending = line;
        return Optional.of(text.toString().strip());
      }
      if (text.isEmpty()) {
        lineNumber = pendingNumber;
      }
      text.append(continues ? line.substring(1) : line);
      line = in.readLine();
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString().strip());
  }

  /** What was read of an event. */
  private static final class Event {
    private Optional<LocalDate> start = Optional.empty();
    private Optional<LocalDate> end = Optional.empty();
    private Map<String, String> rule = Map.of();
    private final List<LocalDate> added = new ArrayList<>();
    private final List<LocalDate> excepted = new ArrayList<>();
    private boolean cancelled;

    void take(String line, int number) {
      int colon = line.indexOf(':');
      if (colon < 0) {
        return;
      }
      String name = line.substring(0, colon).split(";")[0].toUpperCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      try {
        switch (name) {
          case "DTSTART" -> start = Optional.of(date(value));
          case "DTEND" -> end = Optional.of(date(value));
          case "RDATE" -> List.of(value.split(",")).forEach(each -> added.add(date(each)));
          case "EXDATE" -> List.of(value.split(",")).forEach(each -> excepted.add(date(each)));
          case "RRULE" -> rule = yearly(value);
          case "STATUS" -> cancelled = value.equalsIgnoreCase("CANCELLED");
          default -> {
            // says nothing about days
          }
        }
      } catch (DateTimeException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "Line " + number + " of the calendar, '" + line + "': " + e.getMessage(), e);
      }
    }

    void addTo(SortedSet<LocalDate> days) {
      if (cancelled || start.isEmpty()) {
        return;
      }
      long length = end.map(last -> last.toEpochDay() - start.get().toEpochDay()).orElse(1L);
      long span = Math.clamp(length, 1, MAX_DAYS_OF_EVENT);
      List<LocalDate> begins = new ArrayList<>(added);
      begins.addAll(recurring(start.get()));
      begins.removeAll(excepted);
      for (LocalDate begin : begins) {
        for (long day = 0; day < span; day++) {
          LocalDate date = begin.plusDays(day);
          if (date.getYear() >= FIRST_YEAR && date.getYear() <= LAST_YEAR) {
            days.add(date);
          }
        }
      }
    }

    private List<LocalDate> recurring(LocalDate first) {
      int count = rule.isEmpty() ? 1 : Integer.parseInt(rule.getOrDefault("COUNT", "1000"));
      int interval = Integer.parseInt(rule.getOrDefault("INTERVAL", "1"));
      LocalDate until =
          Optional.ofNullable(rule.get("UNTIL")).map(Event::date).orElse(LocalDate.MAX);
      List<LocalDate> found = new ArrayList<>();
      for (int year = first.getYear();
          year <= LAST_YEAR && found.size() < count;
          year += interval) {
        boolean isDate =
            first.getMonthValue() != 2
                || first.getDayOfMonth() != 29
                || java.time.Year.isLeap(year);
        if (isDate) {
          LocalDate date = first.withYear(year);
          if (date.isAfter(until)) {
            return found;
          }
          found.add(date);
        }
      }
      return found;
    }

    private static Map<String, String> yearly(String value) {
      Map<String, String> parts = new TreeMap<>();
      for (String part : value.toUpperCase(Locale.ROOT).split(";")) {
        String[] sides = part.split("=", 2);
        parts.put(sides[0], sides.length > 1 ? sides[1] : "");
      }
      boolean understood =
          "YEARLY".equals(parts.get("FREQ"))
              && Set.of("FREQ", "COUNT", "INTERVAL", "UNTIL", "WKST").containsAll(parts.keySet());
      if (!understood) {
        throw new IllegalArgumentException(
            "of rules of recurrence FREQ=YEARLY with INTERVAL, COUNT and UNTIL is understood;"
                + " write the others out as events");
      }
      if (Integer.parseInt(parts.getOrDefault("INTERVAL", "1")) < 1) {
        throw new IllegalArgumentException("INTERVAL is at least 1");
      }
      return parts;
    }

    /** Of a date, or of a time its date. */
    private static LocalDate date(String value) {
      String text = value.strip();
      return LocalDate.parse(
          text.length() > 8 ? text.substring(0, 8) : text, DateTimeFormatter.BASIC_ISO_DATE);
    }
  }
}
