package dev.tempo.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The proof of the DST rules: a walk over the local clock as it really runs, minute by minute, 36
 * hours before and after every transition of every zone from 2000 to 2040, beside the search; in
 * the short form every fifth of them, and all with more schedules with {@code -Plong}.
 *
 * <p>The walk knows nothing of spans and masks: it asks java.time for the offset of each minute, a
 * plain {@link Sample} whether the local time matches, and applies the table of the policies word
 * by word.
 */
class ClockWalkTest {
  private static final Instant FROM = Instant.parse("2000-01-01T00:00:00Z");
  private static final Instant TO = Instant.parse("2040-01-01T00:00:00Z");
  private static final Duration AROUND = Duration.ofHours(36);

  @Test
  void transitionsOfEveryZone_walkedByMinutes_agreeWithTheSearch() {
    int met = 0;
    int checked = 0;
    int policiesDiffered = 0;
    Random random = new Random(20_000);
    for (ZoneId zone : distinctZones()) {
      for (ZoneOffsetTransition transition : transitions(zone.getRules())) {
        if (met++ % 5 != 0) {
          continue;
        }
        Sample sample = sample(random, transition, checked++);
        boolean differed = check(zone, transition, sample, Duration.ofMinutes(1), AROUND, random);
        policiesDiffered += differed ? 1 : 0;
      }
    }
    assertThat(checked).isGreaterThan(600);
    assertThat(policiesDiffered).as("the walk meets gaps and overlaps").isGreaterThan(25);
  }

  @Test
  @Tag("long")
  @EnabledIfSystemProperty(named = "tempo.long", matches = "true")
  void everyTransitionOfEveryZone_manySchedules_agreesWithTheSearch() {
    Random random = new Random(Long.getLong("tempo.seed", 20_001));
    for (String id : ZoneId.getAvailableZoneIds()) {
      ZoneId zone = ZoneId.of(id);
      for (ZoneOffsetTransition transition : transitions(zone.getRules())) {
        for (Sample sample : Sample.some(random, 6, hour(transition))) {
          check(zone, transition, sample, Duration.ofMinutes(1), AROUND, random);
        }
        Sample seconds = Sample.cron(random, hour(transition), true);
        check(zone, transition, seconds, Duration.ofSeconds(1), Duration.ofHours(3), random);
      }
    }
  }

  @Test
  void hardZones_walkedBySeconds_agreeWithTheSearch() {
    Random random = new Random(7);
    for (String id : List.of("Australia/Lord_Howe", "Pacific/Apia", "Africa/Cairo")) {
      ZoneId zone = ZoneId.of(id);
      for (ZoneOffsetTransition transition : transitions(zone.getRules()).subList(0, 12)) {
        Sample sample = Sample.cron(random, hour(transition), true);
        check(zone, transition, sample, Duration.ofSeconds(1), Duration.ofHours(3), random);
      }
    }
  }

  private static Sample sample(Random random, ZoneOffsetTransition transition, int turn) {
    return turn % 3 == 2
        ? Sample.calendar(random, hour(transition))
        : Sample.cron(random, hour(transition), false);
  }

  private static int hour(ZoneOffsetTransition transition) {
    return transition.getDateTimeBefore().getHour();
  }

  /**
   * Compares walk and search under each policy, and tells whether the policies made a difference.
   */
  private static boolean check(
      ZoneId zone,
      ZoneOffsetTransition transition,
      Sample sample,
      Duration step,
      Duration around,
      Random random) {
    Instant from = transition.getInstant().minus(around);
    Instant to = transition.getInstant().plus(around);
    Map<DstPolicy, List<Instant>> walked = walk(zone.getRules(), sample, from, to, step);
    walked.forEach(
        (policy, expected) -> {
          String what = sample + " in " + zone + " at " + transition + ", " + policy;
          Schedule schedule = sample.schedule;
          assertThat(schedule.between(from, to, zone, policy)).as(what).isEqualTo(expected);
          assertThat(backwards(schedule, from, to, zone, policy)).as(what).isEqualTo(expected);
          Instant some = from.plusMillis(random.nextLong(around.toMillis() * 2));
          checkInverse(schedule, some, zone, policy, what);
          Instant near = transition.getInstant().plusSeconds(random.nextInt(-7_200, 7_200));
          checkNeighbours(schedule, near, zone, policy, expected);
        });
    return walked.values().stream().distinct().count() > 1;
  }

  /** Walks the clock and applies the table of the policies. */
  private static Map<DstPolicy, List<Instant>> walk(
      ZoneRules rules, Sample sample, Instant from, Instant to, Duration step) {
    Map<DstPolicy, List<Instant>> found = new HashMap<>();
    for (DstPolicy policy : DstPolicy.values()) {
      found.put(policy, new ArrayList<>());
    }
    for (Instant now = from; now.isBefore(to); now = now.plus(step)) {
      ZoneOffset offset = rules.getOffset(now);
      boolean matches =
          sample.matches(LocalDateTime.ofEpochSecond(now.getEpochSecond(), 0, offset));
      if (matches) {
        found.get(DstPolicy.LITERAL).add(now);
      }
      boolean first = matches && (!sample.fixedTime || isFirstPass(rules, now, offset));
      if (first) {
        found.get(DstPolicy.OCPS).add(now);
      }
      if (first || sample.fixedTime && matchesInGapBefore(rules, now, sample, step)) {
        found.get(DstPolicy.VIXIE).add(now);
      }
    }
    return found;
  }

  private static boolean isFirstPass(ZoneRules rules, Instant now, ZoneOffset offset) {
    LocalDateTime local = LocalDateTime.ofEpochSecond(now.getEpochSecond(), 0, offset);
    return rules.getValidOffsets(local).getFirst().equals(offset);
  }

  private static boolean matchesInGapBefore(
      ZoneRules rules, Instant now, Sample sample, Duration step) {
    if (rules.getOffset(now).equals(rules.getOffset(now.minusSeconds(1)))) {
      return false;
    }
    ZoneOffsetTransition transition = rules.previousTransition(now.plusSeconds(1));
    LocalDateTime local = transition.getDateTimeBefore();
    while (local.isBefore(transition.getDateTimeAfter())) {
      if (sample.matches(local)) {
        return true;
      }
      local = local.plus(step);
    }
    return false;
  }

  private static List<Instant> backwards(
      Schedule schedule, Instant from, Instant to, ZoneId zone, DstPolicy policy) {
    List<Instant> found = new ArrayList<>();
    Instant at = schedule.previous(to, zone, policy).orElse(Instant.MIN);
    while (!at.isBefore(from)) {
      found.addFirst(at);
      at = schedule.previous(at, zone, policy).orElse(Instant.MIN);
    }
    return found;
  }

  private static void checkInverse(
      Schedule schedule, Instant at, ZoneId zone, DstPolicy policy, String what) {
    schedule
        .next(at, zone, policy)
        .ifPresent(
            next -> {
              assertThat(next).as(what).isAfter(at);
              schedule
                  .previous(next, zone, policy)
                  .ifPresent(back -> assertThat(back).as(what).isBeforeOrEqualTo(at));
              assertThat(schedule.matches(next, zone, policy)).as(what).isTrue();
            });
  }

  /** From an instant near the transition, the walk and the search see the same neighbours. */
  private static void checkNeighbours(
      Schedule schedule, Instant at, ZoneId zone, DstPolicy policy, List<Instant> walked) {
    String what = schedule + " in " + zone + " from " + at + ", " + policy;
    walked.stream()
        .filter(at::isBefore)
        .findFirst()
        .ifPresent(next -> assertThat(schedule.next(at, zone, policy)).as(what).contains(next));
    walked.stream()
        .filter(at::isAfter)
        .reduce((earlier, later) -> later)
        .ifPresent(last -> assertThat(schedule.previous(at, zone, policy)).as(what).contains(last));
  }

  /** One zone for each set of equal transitions. */
  private static Collection<ZoneId> distinctZones() {
    Map<Object, ZoneId> zones = new HashMap<>();
    ZoneId.getAvailableZoneIds().stream()
        .sorted()
        .map(ZoneId::of)
        .forEach(zone -> zones.putIfAbsent(transitions(zone.getRules()), zone));
    return zones.values().stream().sorted((a, b) -> a.getId().compareTo(b.getId())).toList();
  }

  private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
    List<ZoneOffsetTransition> transitions = new ArrayList<>();
    ZoneOffsetTransition next = rules.nextTransition(FROM);
    while (next != null && next.getInstant().isBefore(TO)) {
      transitions.add(next);
      next = rules.nextTransition(next.getInstant());
    }
    return transitions;
  }
}
