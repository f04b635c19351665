package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.StringReader;
import java.time.LocalDate;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;

/** Days of calendars as they are published. */
class ICalendarTest {

  @Test
  void events_areTheirDays_withoutTheEnd() throws IOException {
    assertThat(
            days(
                """
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260501
                DTEND;VALUE=DATE:20260502
                SUMMARY:A name that is folded
                 over two lines: it says nothing
                END:VEVENT
                BEGIN:VEVENT
                dtstart;tzid=Europe/Paris:20261224T180000
                DTEND;TZID=Europe/Paris:20261227T000000
                END:VEVENT
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20260714
                STATUS:CANCELLED
                END:VEVENT
                """))
        .containsExactly(
            LocalDate.of(2026, 5, 1),
            LocalDate.of(2026, 12, 24),
            LocalDate.of(2026, 12, 25),
            LocalDate.of(2026, 12, 26));
  }

  @Test
  void yearlyRules_areFollowed() throws IOException {
    SortedSet<LocalDate> christmas =
        days(
            """
            BEGIN:VEVENT
            DTSTART;VALUE=DATE:19001225
            RRULE:FREQ=YEARLY
            EXDATE;VALUE=DATE:20271225
            RDATE;VALUE=DATE:20271226
            END:VEVENT
            """);
    assertThat(christmas)
        .hasSize(230)
        .startsWith(LocalDate.of(1970, 12, 25))
        .endsWith(LocalDate.of(2199, 12, 25))
        .contains(LocalDate.of(2027, 12, 26))
        .doesNotContain(LocalDate.of(2027, 12, 25));
    assertThat(
            days(
                """
                BEGIN:VEVENT
                DTSTART;VALUE=DATE:20240229
                RRULE:FREQ=YEARLY;INTERVAL=2;UNTIL=20320301T000000Z
                END:VEVENT
                """))
        .containsExactly(
            LocalDate.of(2024, 2, 29), LocalDate.of(2028, 2, 29), LocalDate.of(2032, 2, 29));
    assertThat(
            days(
                """
                BEGIN:VEVENT
                RRULE:FREQ=YEARLY;COUNT=2
                DTSTART;VALUE=DATE:20260101
                END:VEVENT
                """))
        .containsExactly(LocalDate.of(2026, 1, 1), LocalDate.of(2027, 1, 1));
  }

  @Test
  void whatIsNotUnderstood_isRefused_withItsLine() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> days("BEGIN:VEVENT\nDTSTART:20260101\nRRULE:FREQ=WEEKLY\nEND:VEVENT\n"))
        .withMessageContainingAll("Line 4", "RRULE:FREQ=WEEKLY", "FREQ=YEARLY");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> days("BEGIN:VEVENT\nDTSTART;VALUE=DATE:2026-01-01\nEND:VEVENT\n"))
        .withMessageContainingAll("Line 3", "2026-01-01");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Calendars.readICalendar(new StringReader("<html>")))
        .withMessageContaining("no iCalendar");
  }

  private static SortedSet<LocalDate> days(String events) throws IOException {
    return Calendars.readICalendar(
        new StringReader(("BEGIN:VCALENDAR\n" + events + "END:VCALENDAR\n").replace("\n", "\r\n")));
  }
}
