package dev.tempo;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.message.Message;
import dev.tempo.message.MessageTemplate;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the library says: all of it is listed, and known again from its English. */
class TempoMessagesTest {
  private static final Pattern GAP = Pattern.compile("\\{([A-Za-z][A-Za-z0-9]*)}");
  private static final Pattern THROWN =
      Pattern.compile(
          "(?:new (?:IllegalArgumentException|[A-Za-z]+Problem)|Message\\.(?:of|counted))\\("
              + "(?:(?!Messages\\.)[^;])*?\"[^\"\n]*[a-z] [^\"\n]*\"");

  /**
   * Mistakes of programs against the library, and of the library itself: nobody else reads them.
   */
  private static final Set<String> OF_PROGRAMS =
      Set.of(
          "Calendars.java",
          "CustomSchedule.java",
          "DayFilter.java",
          "ICalendarReader.java",
          "ScheduleTypes.java",
          "RunLogService.java",
          "LogChunk.java",
          "LogLine.java",
          "RunOptions.java",
          "RunContext.java",
          "RunRequest.java",
          "RetryPolicy.java",
          "HeldDirectory.java",
          "BoundedMap.java",
          "JsonReader.java",
          "Environments.java",
          "Change.java",
          "DecisionEntry.java",
          "RunSamples.java",
          "EngineScheduler.java",
          "MemoryStore.java",
          "Message.java",
          "MessageTemplate.java",
          "MessageTemplates.java",
          "ProcessSpec.java",
          "Payloads.java",
          "RunProgress.java",
          "StringCodec.java",
          "WireFormat.java",
          "Requests.java");

  @Test
  void everyTemplate_isListed() throws IllegalAccessException {
    List<MessageTemplate> declared = new ArrayList<>();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tempo")) {
      if (!type.getPackageName().equals("dev.tempo.internal.message")) {
        continue;
      }
      for (Field field : type.reflect().getDeclaredFields()) {
        if (field.getType() == MessageTemplate.class && Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          declared.add((MessageTemplate) field.get(null));
        }
      }
    }
    assertThat(TempoMessages.templates().all())
        .hasSizeGreaterThan(250)
        .containsExactlyInAnyOrderElementsOf(declared);
  }

  @Test
  void everyTemplate_isKnownAgainFromItsEnglish() {
    List<String> faults = new ArrayList<>();
    for (MessageTemplate template : TempoMessages.templates().all()) {
      for (long count : new long[] {1, 2}) {
        Message said = template.of(samples(template, count));
        Message known = TempoMessages.templates().recognise(said.text()).orElse(null);
        if (hasWords(template)
            && (known == null
                || !known.code().equals(template.code())
                || !plain(known).equals(plain(said))
                || !known.text().equals(said.text()))) {
          faults.add(said.code() + " " + plain(said) + " became " + known);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void whatTempoSays_withinWhatItSays_isKnownToo() {
    Message message =
        TempoMessages.templates()
            .recognise("It could not be started: command /bin/gone does not exist")
            .orElseThrow();
    assertThat(message.code()).isEqualTo("run.notStarted");
    assertThat(message.arguments().get("reason"))
        .isInstanceOfSatisfying(
            Message.class,
            reason -> {
              assertThat(reason.code()).isEqualTo("process.noCommand");
              assertThat(reason.arguments()).isEqualTo(Map.of("command", "/bin/gone"));
            });
  }

  @Test
  void partsOfSentences_areKnownToo() {
    assertThat(part("',' or ']' is expected after an extra, but got the end of the line", "given"))
        .isEqualTo("syntax.endOfLine");
    assertThat(
            part("'requires-python' must be a text such as \">=3.11\", not the number 3", "kind"))
        .isEqualTo("python.kind.number");
    assertThat(
            part(
                "Element 2 of 'dependencies' is a list; it must be a text such as \"requests<3\"",
                "kind"))
        .isEqualTo("python.kind.list");
    assertThat(TempoMessages.templates().recognise("'a list' is not a version (PEP 440)"))
        .hasValueSatisfying(message -> assertThat(message.arguments()).containsValue("a list"));
  }

  private static String part(String text, String argument) {
    Message message = TempoMessages.templates().recognise(text).orElseThrow();
    return ((Message) message.arguments().get(argument)).code();
  }

  @Test
  void sizes_areKnownAsNumbersWithUnits() {
    Message message =
        TempoMessages.templates()
            .recognise("output limit of 1.5 KiB exceeded by 1 byte; raise limits.outputBytes")
            .orElseThrow();
    assertThat(message.arguments().get("limit"))
        .isInstanceOfSatisfying(
            Message.class, limit -> assertThat(limit.code()).isEqualTo("unit.kib"));
    assertThat(message.arguments().get("excess"))
        .isInstanceOfSatisfying(
            Message.class,
            excess -> {
              assertThat(excess.code()).isEqualTo("unit.bytes");
              assertThat(excess.arguments()).isEqualTo(Map.of("count", 1L));
            });
  }

  @Test
  void lengthsOfTime_areKnownAsNumbersWithUnits() {
    Map<String, Object> misfired =
        TempoMessages.templates()
            .recognise(
                "1h 2m 3.5s late, more than the trigger's grace of 250ms; its misfire policy is SKIP")
            .orElseThrow()
            .arguments();
    assertThat(misfired.get("late"))
        .isInstanceOfSatisfying(
            Message.class,
            late -> {
              assertThat(late.code()).isEqualTo("duration.hms");
              assertThat(late.arguments())
                  .isEqualTo(Map.of("h", 1L, "m", 2L, "s", new BigDecimal("3.5")));
            });
    assertThat(misfired.get("grace").toString()).isEqualTo("250ms");
    assertThat(misfired.get("policy")).isEqualTo("SKIP");
    assertThat(
            TempoMessages.templates()
                .recognise(
                    "No handler named '5s' is registered; register it with "
                        + "Tempo.builder().handler(…). Registered: 5m")
                .orElseThrow()
                .arguments())
        .isEqualTo(Map.of("name", "5s", "names", "5m"));
  }

  @Test
  void whatOthersSay_isNotTaken() {
    for (String text :
        List.of(
            "",
            " ",
            "ValueError: x",
            "It exited with code ",
            "it exited with code 3",
            "'a' and 'b'",
            "Traceback (most recent call last):",
            "{reason}")) {
      assertThat(TempoMessages.templates().recognise(text)).as(text).isEmpty();
    }
  }

  @Test
  void textsLikeOurs_thatAreVeryLong_areReadOnce() {
    String hostile = "The job 'x' was changed meanwhile: its version is ".repeat(20_000);
    assertThat(TempoMessages.templates().recognise(hostile)).isEmpty();
  }

  /** Every refusal of a value that people give is said by a template. */
  @Test
  void refusals_areNotComposedWhereTheyAreThrown() throws IOException {
    List<String> faults = new ArrayList<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/tempo"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String name = file.getFileName().toString();
        Matcher thrown = THROWN.matcher(Files.readString(file));
        if (!OF_PROGRAMS.contains(name) && thrown.find()) {
          faults.add(file + ": " + thrown.group());
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static boolean hasWords(MessageTemplate template) {
    return GAP.matcher(template.english()).replaceAll("").chars().anyMatch(Character::isLetter);
  }

  private static Object[] samples(MessageTemplate template, long count) {
    Map<String, Object> values = new LinkedHashMap<>();
    Matcher gap = GAP.matcher(template.english());
    while (gap.find()) {
      String name = gap.group(1);
      Object value =
          switch (name) {
            case "count" -> count;
            case "number", "h", "m", "s" -> 12L;
            case "field" -> "minute";
            default -> "<" + name + " of {x} é\u00a0\"1\">";
          };
      values.putIfAbsent(name, value);
    }
    return values.values().toArray();
  }

  private static Map<String, String> plain(Message message) {
    Map<String, String> texts = new LinkedHashMap<>();
    message.arguments().forEach((name, value) -> texts.put(name, value.toString()));
    return texts;
  }
}
