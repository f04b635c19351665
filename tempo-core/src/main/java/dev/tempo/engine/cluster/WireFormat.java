package dev.tempo.engine.cluster;

import dev.tempo.Job;
import dev.tempo.JobDeclaration;
import dev.tempo.JobPolicy;
import dev.tempo.Trigger;
import dev.tempo.internal.text.JsonReader;
import dev.tempo.schedule.CalendarSchedule;
import dev.tempo.schedule.CronSchedule;
import dev.tempo.schedule.CustomSchedule;
import dev.tempo.schedule.Dialect;
import dev.tempo.task.Payload;
import dev.tempo.task.Task;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;

/**
 * Writes values as JSON for other nodes, and reads them. Records are objects of their components by
 * name, sealed types name which of their records it is; what is not there is empty, and what is not
 * known is passed over, so that versions understand each other that differ in components which may
 * be missing. Thread-safe.
 */
public final class WireFormat {
  private static final String TYPE = "@";

  private static final Map<Class<?>, Function<String, Object>> PLAIN =
      Map.ofEntries(
          Map.entry(String.class, text -> text),
          Map.entry(Object.class, text -> text),
          Map.entry(UUID.class, UUID::fromString),
          Map.entry(Instant.class, Instant::parse),
          Map.entry(Duration.class, Duration::parse),
          Map.entry(LocalDate.class, LocalDate::parse),
          Map.entry(ZoneId.class, ZoneId::of),
          Map.entry(Path.class, Path::of),
          Map.entry(int.class, Integer::valueOf),
          Map.entry(Integer.class, Integer::valueOf),
          Map.entry(long.class, Long::valueOf),
          Map.entry(Long.class, Long::valueOf),
          Map.entry(double.class, Double::valueOf),
          Map.entry(Double.class, Double::valueOf),
          Map.entry(boolean.class, Boolean::valueOf),
          Map.entry(Boolean.class, Boolean::valueOf));

  /** What is not there if it is this. */
  private static final Map<Class<?>, Object> ZEROS =
      Map.of(int.class, 0, long.class, 0L, double.class, 0.0, boolean.class, false);

  /** What stands for types that are no records. */
  private record JobForm(
      UUID id,
      String key,
      String name,
      Task task,
      List<Trigger> triggers,
      JobPolicy policy,
      ZoneId zone,
      boolean enabled,
      long version,
      Optional<JobDeclaration> declaration,
      boolean declares) {
    static JobForm of(Job job) {
      return new JobForm(
          job.id(),
          job.key(),
          job.name(),
          job.task(),
          job.triggers(),
          job.policy(),
          job.zone(),
          job.enabled(),
          job.version(),
          job.declaration(),
          job.isDeclaring());
    }

    Job job() {
      Job.Builder builder =
          Job.named(name)
              .id(id)
              .key(key)
              .task(task)
              .triggers(triggers)
              .policy(policy)
              .zone(zone)
              .enabled(enabled)
              .version(version);
      return (declares ? builder.declared() : builder).declaration(declaration).build();
    }
  }

  private record CronForm(String expression, Dialect dialect) {}

  private record CalendarForm(
      Set<Integer> years,
      Set<Integer> months,
      Set<Integer> days,
      Set<Integer> weekdays,
      Set<Integer> hours,
      Set<Integer> minutes) {}

  private record CustomForm(String type, String text) {}

  private record PayloadForm(String text) {}

  private WireFormat() {}

  /** A record, or a value of a sealed type, as bytes; secrets must be sealed before. */
  public static byte[] write(Object value) {
    StringBuilder out = new StringBuilder(256);
    write(out, value, value.getClass());
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  /**
   * What {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static <T> T read(byte[] bytes, Class<T> type) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    return type.cast(read(JsonReader.parse(text), type));
  }

  private static void write(StringBuilder out, Object value, Type declared) {
    Object form = form(value);
    switch (form) {
      case Optional<?> optional -> write(out, optional.orElseThrow(), Object.class);
      case OptionalInt optional -> quote(out, String.valueOf(optional.getAsInt()));
      case OptionalLong optional -> quote(out, String.valueOf(optional.getAsLong()));
      case OptionalDouble optional -> quote(out, String.valueOf(optional.getAsDouble()));
      case Collection<?> many -> writeAll(out, many);
      case Map<?, ?> map -> writeMap(out, map);
      case Enum<?> constant -> quote(out, constant.name());
      case Record record -> writeRecord(out, record, value.getClass(), declared);
      default -> quote(out, String.valueOf(form));
    }
  }

  private static Object form(Object value) {
    return switch (value) {
      case Job job -> JobForm.of(job);
      case CronSchedule cron -> new CronForm(cron.expression(), cron.dialect());
      case CalendarSchedule all ->
          new CalendarForm(
              all.years(), all.months(), all.days(), all.weekdays(), all.hours(), all.minutes());
      case CustomSchedule custom -> new CustomForm(custom.type(), custom.text());
      case Payload payload -> new PayloadForm(payload.text());
      default -> value;
    };
  }

  private static Optional<Object> made(Class<?> type, Object tree) {
    if (type == Job.class) {
      return Optional.of(((JobForm) form(tree, JobForm.class)).job());
    }
    if (type == CronSchedule.class) {
      CronForm form = (CronForm) form(tree, CronForm.class);
      return Optional.of(CronSchedule.parse(form.expression(), form.dialect()));
    }
    if (type == CalendarSchedule.class) {
      CalendarForm form = (CalendarForm) form(tree, CalendarForm.class);
      return Optional.of(
          CalendarSchedule.builder()
              .years(form.years())
              .months(form.months())
              .days(form.days())
              .weekdays(form.weekdays())
              .hours(form.hours())
              .minutes(form.minutes())
              .build());
    }
    if (type == CustomSchedule.class) {
      CustomForm form = (CustomForm) form(tree, CustomForm.class);
      return Optional.of(CustomSchedule.of(form.type(), form.text()));
    }
    return type == Payload.class
        ? Optional.of(Payload.encoded(((PayloadForm) form(tree, PayloadForm.class)).text()))
        : Optional.empty();
  }

  private static Object form(Object tree, Class<?> type) {
    return readRecord((Map<?, ?>) tree, type);
  }

  private static void writeAll(StringBuilder out, Collection<?> many) {
    String separator = "[";
    for (Object each : many) {
      out.append(separator);
      write(out, each, Object.class);
      separator = ",";
    }
    out.append(many.isEmpty() ? "[]" : "]");
  }

  /** As a list of names and values in turn, since order matters, and names may be anything. */
  private static void writeMap(StringBuilder out, Map<?, ?> map) {
    List<Object> flat = new ArrayList<>();
    map.forEach(
        (name, value) -> {
          flat.add(name);
          flat.add(value);
        });
    writeAll(out, flat);
  }

  private static void writeRecord(
      StringBuilder out, Record record, Class<?> actual, Type declared) {
    out.append('{');
    boolean isFirst = true;
    if (declared != actual) {
      quote(out, TYPE);
      out.append(':');
      quote(out, actual.getSimpleName());
      isFirst = false;
    }
    for (RecordShape.Part part : RecordShape.of(record.getClass()).parts()) {
      Object value = part.of(record);
      if (!isEmpty(value) && !value.equals(ZEROS.get(part.type()))) {
        out.append(isFirst ? "" : ",");
        quote(out, part.name());
        out.append(':');
        write(out, value, part.declared());
        isFirst = false;
      }
    }
    out.append('}');
  }

  private static boolean isEmpty(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.isEmpty();
      case OptionalInt optional -> optional.isEmpty();
      case OptionalLong optional -> optional.isEmpty();
      case OptionalDouble optional -> optional.isEmpty();
      case Collection<?> many -> many.isEmpty();
      case Map<?, ?> map -> map.isEmpty();
      default -> false;
    };
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        default -> {
          if (c < ' ' || Character.isSurrogate(c)) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static Object read(Object tree, Type declared) {
    Class<?> type =
        declared instanceof ParameterizedType of ? (Class<?>) of.getRawType() : (Class<?>) declared;
    Function<String, Object> plain = PLAIN.get(type);
    if (plain != null) {
      return plain.apply((String) tree);
    }
    if (type == OptionalInt.class) {
      return OptionalInt.of(Integer.parseInt((String) tree));
    }
    if (type == OptionalLong.class) {
      return OptionalLong.of(Long.parseLong((String) tree));
    }
    if (type == OptionalDouble.class) {
      return OptionalDouble.of(Double.parseDouble((String) tree));
    }
    if (type == Optional.class) {
      return Optional.of(read(tree, argument(declared, 0)));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return readAll(tree, type, argument(declared, 0));
    }
    if (type == Map.class) {
      return readMap((List<?>) tree, argument(declared, 0), argument(declared, 1));
    }
    if (type.isEnum()) {
      return constant(type, (String) tree);
    }
    Class<?> actual = actual(type, (Map<?, ?>) tree);
    return made(actual, tree).orElseGet(() -> readRecord((Map<?, ?>) tree, actual));
  }

  private static Object readAll(Object tree, Type type, Type element) {
    List<Object> all = new ArrayList<>();
    for (Object each : (List<?>) tree) {
      all.add(read(each, element));
    }
    if (type == List.class || type == Collection.class) {
      return all;
    }
    return type == Set.class ? new LinkedHashSet<>(all) : new TreeSet<>(all);
  }

  private static Map<Object, Object> readMap(List<?> flat, Type name, Type value) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      map.put(read(flat.get(i), name), read(flat.get(i + 1), value));
    }
    return map;
  }

  private static Type argument(Type declared, int position) {
    return ((ParameterizedType) declared).getActualTypeArguments()[position];
  }

  private static Object constant(Class<?> type, String name) {
    for (Object constant : type.getEnumConstants()) {
      if (((Enum<?>) constant).name().equals(name)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("No " + type.getSimpleName() + ": " + name);
  }

  private static Class<?> actual(Class<?> type, Map<?, ?> tree) {
    return tree.get(TYPE) instanceof String name
        ? permitted(type, name)
            .orElseThrow(
                () -> new IllegalArgumentException("No " + type.getSimpleName() + ": " + name))
        : type;
  }

  private static Optional<Class<?>> permitted(Class<?> type, String name) {
    if (type.getSimpleName().equals(name)) {
      return Optional.of(type);
    }
    if (!type.isSealed()) {
      return Optional.empty();
    }
    for (Class<?> each : type.getPermittedSubclasses()) {
      Optional<Class<?>> found = permitted(each, name);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private static Object readRecord(Map<?, ?> tree, Class<?> type) {
    RecordShape shape = RecordShape.of(type);
    List<RecordShape.Part> parts = shape.parts();
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      RecordShape.Part part = parts.get(i);
      Object value = tree.get(part.name());
      values[i] = value == null ? missing(part) : read(value, part.declared());
    }
    return shape.make(values);
  }

  private static Object missing(RecordShape.Part part) {
    Class<?> type = part.type();
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == OptionalInt.class) {
      return OptionalInt.empty();
    }
    if (type == OptionalLong.class) {
      return OptionalLong.empty();
    }
    if (type == OptionalDouble.class) {
      return OptionalDouble.empty();
    }
    if (type == Map.class) {
      return Map.of();
    }
    if (Collection.class.isAssignableFrom(type)) {
      return readAll(List.of(), type, Object.class);
    }
    if (ZEROS.containsKey(type)) {
      return ZEROS.get(type);
    }
    if (type.isRecord()) {
      return readRecord(Map.of(), type); // there is none if not all of it may be missing
    }
    throw new IllegalArgumentException("There is no " + part.name());
  }
}
