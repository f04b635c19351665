package dev.tempo.server.message;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempo.RunStatus;
import dev.tempo.server.http.problem.ErrorCode;
import dev.tempo.server.message.MessageCalls.Call;
import dev.tempo.server.security.authorization.Role;
import dev.tempo.server.settings.Setting;
import dev.tempo.server.settings.Settings;
import dev.tempo.server.templates.Template;
import dev.tempo.server.templates.TemplateCatalog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * All that the server says stands in the catalogue, with the values that the code gives it, and
 * nothing else does. That the other languages have the same keys and values is held by the test of
 * translations.
 */
final class MessageTextsTest {
  private static final Path ENGLISH = Path.of("src/main/resources/META-INF/ui/i18n/en.json");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)\\}");
  private static final Pattern FORM = Pattern.compile("\\.(?:one|other)$");

  /** What things are called that can be not found: in calls, and as what an id is of. */
  private static final Pattern KIND =
      Pattern.compile("(?:notFound\\(\\s*|\\.id\\(\\s*\"[a-zA-Z]+\",\\s*)\"([a-zA-Z]+)\"");

  private static final Pattern MARK = Pattern.compile("«([A-Za-z]+)");
  private static final Pattern WORD = Pattern.compile("\"([a-z][A-Za-z]*)\"");

  private final Map<String, String> english = english();
  private final List<Call> calls = MessageCalls.all();

  @Test
  void everyMessage_isInTheCatalogue_withItsArguments() {
    Set<String> wrong = new TreeSet<>();
    for (Call call : calls) {
      for (String key : expanded(call.keys()).toList()) {
        Set<String> arguments = new TreeSet<>(call.arguments());
        if (call.counted()) {
          arguments.add("count");
          check(key + ".one", arguments, call, wrong);
        }
        check(call.counted() ? key + ".other" : key, arguments, call, wrong);
      }
    }
    assertThat(calls).hasSizeGreaterThan(300);
    assertThat(wrong).isEmpty();
  }

  /** Such as those that settings are made with. */
  @Test
  void keysThatAreHandedOn_areInTheCatalogue_andNeedNoArguments() {
    Set<String> handedOn = MessageCalls.keys();
    calls.forEach(call -> handedOn.removeAll(call.keys()));
    handedOn.removeIf(key -> key.endsWith("."));
    assertThat(handedOn).isNotEmpty().allMatch(english::containsKey);
    assertThat(handedOn)
        .filteredOn(key -> key.startsWith("api.allowed."))
        .allMatch(key -> placeholders(english.get(key)).isEmpty());
  }

  @Test
  void everyTextOfTheServer_isSaid() {
    Set<String> said = expanded(MessageCalls.keys()).collect(Collectors.toCollection(TreeSet::new));
    Set<String> unused = new TreeSet<>();
    english.keySet().stream()
        .filter(key -> key.startsWith(Messages.OWN))
        .filter(key -> !said.contains(key) && !said.contains(FORM.matcher(key).replaceFirst("")))
        .forEach(unused::add);
    assertThat(unused).isEmpty();
  }

  private void check(String key, Set<String> arguments, Call call, Set<String> wrong) {
    String text = english.get(key);
    if (text == null) {
      wrong.add(key + " is not in the catalogue: " + call.file());
    } else if (call.counted()
        ? !arguments.containsAll(placeholders(text)) // one form may name what the others count
        : !placeholders(text).equals(arguments)) {
      wrong.add(key + " has " + placeholders(text) + ", given " + arguments + ": " + call.file());
    }
  }

  /** Keys, with all of a family in the place of one that is composed. */
  private static Stream<String> expanded(Set<String> keys) {
    return keys.stream()
        .flatMap(key -> key.endsWith(".") ? family(key).map(key::concat) : Stream.of(key));
  }

  private static Stream<String> family(String prefix) {
    return switch (prefix) {
      case "api.title." -> Arrays.stream(ErrorCode.values()).map(Enum::name);
      case "api.role." -> Arrays.stream(Role.values()).map(Role::label);
      case "api.notFound." -> kinds().stream();
      case "api.setting." -> Settings.all().stream().map(Setting::name);
      case "api.template.name.", "api.template.description." ->
          new TemplateCatalog().all().stream().map(Template::id);
      case "api.template.parameter." ->
          new TemplateCatalog()
              .all().stream()
                  .flatMap(
                      one ->
                          one.job().path("parameters").findValuesAsText("name").stream()
                              .map(name -> one.id() + "." + name));
      case "api.template.script." ->
          new TemplateCatalog()
              .all().stream()
                  .flatMap(one -> MARK.matcher(one.script()).results())
                  .map(one -> one.group(1))
                  .filter(mark -> !mark.equals("description"));
      case "api.docs.template." -> wordsOf("DocTemplate.java");
      case "api.mail.outcome." ->
          Arrays.stream(RunStatus.values()).map(one -> one.name().toLowerCase(Locale.ROOT));
      default -> Stream.of("?");
    };
  }

  /** The quoted words of a source that makes keys of them. */
  private static Stream<String> wordsOf(String name) {
    return MessageCalls.sources().stream()
        .filter(file -> file.endsWith(name))
        .flatMap(file -> WORD.matcher(MessageCalls.code(file)).results())
        .map(one -> one.group(1));
  }

  private static Set<String> kinds() {
    Set<String> kinds = new TreeSet<>();
    for (Path file : MessageCalls.sources()) {
      KIND.matcher(MessageCalls.code(file)).results().forEach(one -> kinds.add(one.group(1)));
    }
    return kinds;
  }

  private static Set<String> placeholders(String text) {
    return PLACEHOLDER
        .matcher(text)
        .results()
        .map((MatchResult one) -> one.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, String> english() {
    try {
      Map<String, String> texts = new TreeMap<>();
      new ObjectMapper()
          .readTree(ENGLISH.toFile())
          .properties()
          .forEach(one -> texts.put(one.getKey(), one.getValue().textValue()));
      return texts;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
