package dev.tempo.store.conformance;

import dev.tempo.RunRequest;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.Calendars;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.schedule.ScheduleRule;
import dev.tempo.schedule.ScheduleType;
import dev.tempo.schedule.ScheduleTypes;
import dev.tempo.secret.Secret;
import dev.tempo.task.Payload;
import dev.tempo.task.ScriptPlace;
import dev.tempo.value.TimeBounds;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Values of any type that may stand in a job or a run, those that stores get wrong among them. Of a
 * record there is one for each hostile value of each component, so a new component is covered by
 * itself; a type that is not known here is an error.
 *
 * <p>What the library refuses is left out: a store never sees it.
 */
final class HostileValues {
  private static final UUID ID = UUID.fromString("0190f3a4-7c1e-7b7a-9d5e-3f1f6f6f0001");
  private static final Instant NOON = Instant.parse("2026-03-28T12:00:00Z");

  private static final List<String> TEXTS =
      List.of(
          "usual",
          "",
          " ",
          "\n",
          "\r\n",
          " a\tb ",
          "a&b=c",
          "!=",
          "%00%",
          "+",
          "null",
          "'; DROP TABLE job; --",
          "a|b,c:d@e",
          "\u00e9\u0301\u06F1\u0130\u0131",
          "\uD83D\uDE00\uDBFF\uDFFF",
          "\uFEFF\uFFFE\uFFFF\uFFFD",
          "\u0000",
          "\u0001\u001F\u007F\u0085\u2028",
          "half \uD800",
          "\uDC00 half",
          "x".repeat(70_000));

  private final Map<Class<?>, List<?>> known = new HashMap<>();

  HostileValues() {
    known.put(String.class, TEXTS);
    known.put(boolean.class, List.of(true, false));
    known.put(int.class, List.of(1, 0, -1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE));
    known.put(long.class, List.of(1L, 0L, -1L, 1L << 53, Long.MAX_VALUE, Long.MIN_VALUE));
    known.put(double.class, doubles());
    known.put(OptionalInt.class, ofInts());
    known.put(OptionalLong.class, ofLongs());
    known.put(Duration.class, durations());
    known.put(Integer.class, List.of(1, 0, 255, 256, -1, Integer.MAX_VALUE));
    known.put(Instant.class, instants());
    known.put(LocalDate.class, List.of(LocalDate.of(2026, 3, 28), LocalDate.of(1970, 1, 1)));
    known.put(UUID.class, List.of(ID, new UUID(0, 0), new UUID(-1, -1), new UUID(1, -1)));
    known.put(ZoneId.class, zones());
    known.put(Path.class, paths());
    known.put(ScriptPlace.InPlace.class, places());
    known.put(Secret.class, List.of(Secret.sealed("v1:=&+/\u00e9"), Secret.sealed("")));
    known.put(CronSchedule.class, crons());
    known.put(CalendarSchedule.class, calendars());
    known.put(CustomSchedule.class, customs());
    known.put(Payload.class, payloads());
    known.put(RunRequest.Attempt.class, records(new RunRequest.Attempt(3, 1, Optional.of(ID))));
  }

  private static List<Payload> payloads() {
    List<Payload> all = new ArrayList<>();
    for (String text : TEXTS) {
      try {
        all.add(Payload.encoded(text));
      } catch (IllegalArgumentException e) {
        continue; // as no store sees it
      }
    }
    return all;
  }

  /** The values of a type; the first one is usual. */
  List<?> of(Type type) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric((Class<?>) generic.getRawType(), generic.getActualTypeArguments());
    }
    Class<?> kind = (Class<?>) type;
    if (known.containsKey(kind)) {
      return known.get(kind);
    }
    List<?> values = make(kind);
    known.put(kind, values);
    return values;
  }

  /** Records that differ from this one in one component each. */
  <R extends Record> List<R> records(R base) {
    RecordComponent[] components = base.getClass().getRecordComponents();
    Object[] parts = Arrays.stream(components).map(part -> value(part, base)).toArray();
    List<R> all = new ArrayList<>(List.of(base));
    for (int i = 0; i < components.length; i++) {
      int before = all.size();
      for (Object hostile : of(components[i].getGenericType())) {
        Object[] changed = parts.clone();
        changed[i] = hostile;
        HostileValues.<R>construct(base.getClass(), changed).ifPresent(all::add);
      }
      if (all.size() == before) {
        throw new AssertionError("Nothing is allowed for " + components[i]);
      }
    }
    return all;
  }

  private List<?> make(Class<?> kind) {
    if (kind.isEnum()) {
      return List.of(kind.getEnumConstants());
    }
    if (kind.isSealed()) {
      return Arrays.stream(kind.getPermittedSubclasses()).flatMap(one -> of(one).stream()).toList();
    }
    if (!kind.isRecord()) {
      throw new AssertionError("There are no hostile values of " + kind + " yet; add them");
    }
    Object[] usual =
        Arrays.stream(kind.getRecordComponents())
            .map(part -> of(part.getGenericType()).getFirst())
            .toArray();
    return records(
        HostileValues.<Record>construct(kind, usual)
            .orElseThrow(() -> new AssertionError("There is no usual " + kind)));
  }

  private List<?> ofGeneric(Class<?> kind, Type[] arguments) {
    List<?> elements = of(arguments[0]);
    if (kind == Optional.class) {
      return Stream.concat(Stream.of(Optional.empty()), elements.stream().map(Optional::of))
          .toList();
    }
    if (kind == List.class) {
      return lists(elements);
    }
    if (kind == Set.class) {
      return Stream.concat(Stream.of(Set.of()), elements.stream().map(Set::of)).toList();
    }
    if (kind == Map.class) {
      return maps(elements, of(arguments[1]));
    }
    throw new AssertionError("There are no hostile values of " + kind + " yet; add them");
  }

  private static List<?> lists(List<?> elements) {
    List<Object> lists = new ArrayList<>();
    Object usual = elements.getFirst();
    for (Object element : elements) {
      lists.add(List.of(element));
      lists.add(List.of(usual, element));
      lists.add(List.of(element, usual));
      lists.add(List.of(element, element));
    }
    lists.add(List.of());
    return lists;
  }

  /** Hostile names and values, and an order that is not that of the names. */
  private static List<?> maps(List<?> names, List<?> values) {
    List<Object> maps = new ArrayList<>(List.of(Map.of()));
    names.forEach(name -> maps.add(Map.of(name, values.getFirst())));
    values.forEach(value -> maps.add(Map.of(names.getFirst(), value)));
    Map<Object, Object> inOrder = new LinkedHashMap<>();
    for (String name : List.of("z", "a", "m")) {
      inOrder.put(name, values.getFirst());
    }
    maps.add(Collections.unmodifiableMap(inOrder));
    return maps;
  }

  private static List<?> doubles() {
    return List.of(
        0.5,
        0.0,
        -0.0,
        1.0,
        1.0 / 3,
        1e-300,
        1e300,
        Double.MAX_VALUE,
        Double.MIN_VALUE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY);
  }

  private static List<?> ofInts() {
    return List.of(
        OptionalInt.empty(),
        OptionalInt.of(0),
        OptionalInt.of(1),
        OptionalInt.of(-1),
        OptionalInt.of(19),
        OptionalInt.of(Integer.MAX_VALUE),
        OptionalInt.of(Integer.MIN_VALUE));
  }

  private static List<?> ofLongs() {
    return List.of(
        OptionalLong.empty(),
        OptionalLong.of(0),
        OptionalLong.of(1),
        OptionalLong.of(Long.MAX_VALUE),
        OptionalLong.of(Long.MIN_VALUE));
  }

  private static List<?> durations() {
    return List.of(
        Duration.ofSeconds(5),
        Duration.ZERO,
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(1_500_001),
        TimeBounds.MAX_DURATION,
        TimeBounds.MAX_DURATION.plusNanos(1),
        Duration.ofMillis(Long.MAX_VALUE),
        Duration.ofSeconds(Long.MAX_VALUE),
        Duration.ofSeconds(Long.MIN_VALUE));
  }

  private static List<?> instants() {
    return List.of(
        NOON,
        NOON.plusNanos(1),
        NOON.plusNanos(999_999),
        Instant.EPOCH,
        Instant.EPOCH.minusNanos(1),
        TimeBounds.MAX_INSTANT,
        TimeBounds.MAX_INSTANT.plusNanos(999_999),
        TimeBounds.MAX_INSTANT.plusMillis(1),
        Instant.MIN,
        Instant.MAX);
  }

  private static List<?> zones() {
    return List.of(
        ZoneOffset.UTC,
        ZoneId.of("UTC"),
        ZoneId.of("GMT+01:30"),
        ZoneId.of("Etc/GMT+12"),
        ZoneId.of("America/Argentina/ComodRivadavia"),
        ZoneOffset.of("+17:59:59"),
        ZoneOffset.MIN);
  }

  private static List<?> paths() {
    return Stream.of("/srv/tempo", "", ".", "../a", "/a b/\u00e9", "/a\nb", "/a//b/", "/%2e&=!")
        .map(Path::of)
        .toList();
  }

  private static List<?> places() {
    return Stream.of("/srv/a.py", "/a b/\u00e9.sh", "/a\nb", "/a//b/../c", "/%2e&=!/x", "/a/-x.py")
        .map(Path::of)
        .map(file -> new ScriptPlace.InPlace(file, file.getParent()))
        .toList();
  }

  private static List<?> crons() {
    return List.of(
        CronSchedule.parse("0 3 * * *"),
        CronSchedule.parse("  0\t3 * * *  "),
        CronSchedule.parse("@daily"),
        CronSchedule.parse("@reboot"),
        CronSchedule.parse("*/7 0 3 29 2 * 2028"),
        CronSchedule.parse("0 0/5 14 ? * FRI", Dialect.QUARTZ),
        CronSchedule.parse("0 0 3 * * fri", Dialect.SPRING));
  }

  /** Says nothing, whatever its text is. */
  private static final class Silent implements ScheduleType {
    @Override
    public String name() {
      return "conformance.silent";
    }

    @Override
    public ScheduleRule parse(String text) {
      return (after, zone) -> Optional.empty();
    }
  }

  private static List<?> customs() {
    ScheduleTypes.register(new Silent());
    Calendars.register("conformance.days", List.of(LocalDate.of(2199, 12, 31)));
    return List.of(
        CustomSchedule.of("conformance.silent", ""),
        CustomSchedule.of("conformance.silent", " |;,:@%\n\t'\"\\ \u00e9\ud83d\ude00 "),
        Calendars.exclude(CronSchedule.parse("0 3 * * *"), List.of("conformance.days")));
  }

  private static List<?> calendars() {
    List<Integer> minutes = Stream.iterate(59, minute -> minute - 1).limit(60).toList();
    return List.of(
        CalendarSchedule.builder().build(),
        CalendarSchedule.builder()
            .years(List.of(2199, 1970))
            .months(List.of(12, 1))
            .days(List.of(31, 1))
            .weekdays(List.of(0, 6))
            .hours(List.of(23, 0))
            .minutes(minutes)
            .build());
  }

  private static Object value(RecordComponent part, Record of) {
    try {
      part.getAccessor().setAccessible(true);
      return part.getAccessor().invoke(of);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Cannot read " + part, e);
    }
  }

  /** Empty if the library refuses it. */
  @SuppressWarnings("unchecked") // the constructor is the record's own
  private static <R> Optional<R> construct(Class<?> kind, Object[] parts) {
    Class<?>[] types =
        Arrays.stream(kind.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return Optional.of((R) kind.getDeclaredConstructor(types).newInstance(parts));
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException) {
        return Optional.empty();
      }
      throw new AssertionError(kind + " refuses without saying why", refused.getCause());
    } catch (ReflectiveOperationException e) {
      throw new AssertionError("Cannot make " + kind, e);
    }
  }
}
