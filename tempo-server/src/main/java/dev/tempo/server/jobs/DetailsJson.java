package dev.tempo.server.jobs;

import static dev.tempo.server.message.Messages.message;

import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.json.OptionalField;
import dev.tempo.server.jobs.JobDetails.Alarms;
import dev.tempo.server.jobs.JobDetails.Description;
import dev.tempo.server.jobs.JobDetails.JobOptions;
import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.jobs.JobDetails.Ownership;
import dev.tempo.server.jobs.JobDetails.ScriptPage;
import dev.tempo.server.security.authorization.Role;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Job details as JSON: in the API, where they stand among a job's other fields, and in the
 * database. Owner and stamps have fields of their own in both.
 */
public final class DetailsJson {
  private static final int MAX_DESCRIPTION = 500;
  private static final int MAX_NAME = 100;
  private static final int MAX_URL = 2_000;
  private static final int MAX_TAGS = 20;
  private static final int MAX_TAG = 30;
  private static final int MAX_LIST = 50;
  private static final int MAX_WITHIN_SECONDS = 366 * 86_400;
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_-]{1,30}");
  private static final Pattern EMAIL = Pattern.compile("[^\\s@<>,;]+@[^\\s@<>,;]+");

  private static final String ENGLISH = "en";

  private DetailsJson() {}

  /** Reads what describes a job over what holds so far. */
  static JobDetails describe(JsonInput input, JobDetails current) {
    JobOptions old = current.behaviour();
    JobOptions behaviour =
        new JobOptions(
            old.alarms(),
            parameters(input, old),
            page(input, page(input, old)), // as an object, or its fields among the others
            old.urlTrigger(),
            old.autoSave());
    Labels labels = labels(input, current.labels());
    return new JobDetails(
        labels,
        new Ownership(current.ownership().ownerId(), level(input, current)),
        behaviour,
        current.secretVariables(),
        current.stamps());
  }

  /** Reads details over those that hold so far; owner and stamps stay as they are. */
  static JobDetails read(JsonInput input, JobDetails current) {
    Set<String> secrets =
        new HashSet<>(
            input
                .texts("secretVariables", MAX_LIST, MAX_NAME)
                .or(List.copyOf(current.secretVariables()), List.of()));
    return new JobDetails(
        labels(input, current.labels()),
        new Ownership(current.ownership().ownerId(), level(input, current)),
        behaviour(input, current.behaviour()),
        secrets,
        current.stamps());
  }

  /** Reads tags; what is wrong with them, the input then knows. */
  public static OptionalField<List<String>> tags(JsonInput input, String field) {
    OptionalField<List<String>> tags = input.texts(field, MAX_TAGS, MAX_TAG);
    if (!tags.or(List.of()).stream().allMatch(tag -> TAG.matcher(tag).matches())) {
      input.violation(field, message("api.job.tags"));
    }
    return tags;
  }

  private static Labels labels(JsonInput input, Labels current) {
    List<String> tags = tags(input, "tags").or(current.tags(), List.of());
    return new Labels(
        description(input, current.description()),
        languages(input, "displayName", MAX_NAME, current.displayName()),
        input.text("category", MAX_NAME).or(current.category(), ""),
        tags.stream().distinct().toList(),
        current.folderId());
  }

  /**
   * A text, which leaves those in other languages as they are, or one for each language, of which
   * the English one is for whoever reads none of the others.
   */
  private static Description description(JsonInput input, Description current) {
    Map<String, String> others =
        languages(input, "descriptions", MAX_DESCRIPTION, current.languages());
    if (input.any("description").value().filter(value -> value.isObject()).isEmpty()) {
      return new Description(
          input.text("description", MAX_DESCRIPTION).or(current.text(), ""), others);
    }
    Map<String, String> all =
        new LinkedHashMap<>(languages(input, "description", MAX_DESCRIPTION, Map.of()));
    String english = all.remove(ENGLISH);
    return new Description(english == null ? "" : english, all);
  }

  private static Map<String, String> languages(
      JsonInput input, String field, int maxLength, Map<String, String> current) {
    var given = input.entries(field, MAX_LIST, maxLength);
    if (!given.present()) {
      return current;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    given.or(Map.of()).forEach((language, text) -> text.ifPresent(t -> texts.put(language, t)));
    return texts;
  }

  private static JobOptions behaviour(JsonInput input, JobOptions current) {
    return new JobOptions(
        alarms(input, current.alarms()),
        parameters(input, current),
        page(input, current),
        input.flag("urlTrigger").or(current.urlTrigger(), false),
        input.flag("autoSave").or(current.autoSave(), true));
  }

  private static Alarms alarms(JsonInput input, Alarms current) {
    var notification =
        input.object("notify", notify -> notification(notify, current.notification()));
    var expectation = input.object("expect", expect -> expectation(expect, current.expectation()));
    return new Alarms(
        notification.or(current.notification(), Notification.DEFAULT),
        expectation.or(current.expectation(), Expectation.NONE));
  }

  private static Expectation expectation(JsonInput input, Expectation current) {
    return new Expectation(
        seconds(input, "startWithinSeconds", current.startWithin()),
        seconds(input, "successWithinSeconds", current.successWithin()));
  }

  private static Optional<Duration> seconds(
      JsonInput input, String field, Optional<Duration> current) {
    OptionalField<Integer> given = input.whole(field, 1, MAX_WITHIN_SECONDS);
    return given.present() ? given.value().map(Duration::ofSeconds) : current;
  }

  private static List<ParameterDefinition> parameters(JsonInput input, JobOptions current) {
    return input
        .objects("parameters", MAX_LIST, ParameterReader::read)
        .or(current.parameters(), List.of())
        .stream()
        .map(parameter -> parameter.keepingSecretOf(current.parameters()))
        .toList();
  }

  private static ScriptPage page(JsonInput input, JobOptions current) {
    return input
        .object("interface", iface -> page(iface, current.page()))
        .or(current.page(), ScriptPage.NONE);
  }

  private static Role level(JsonInput input, JobDetails current) {
    return input
        .parsed("requiredLevel", DetailsJson::role, message("api.allowed.role"))
        .or(current.ownership().requiredLevel(), Role.VIEWER);
  }

  private static Notification notification(JsonInput input, Notification current) {
    List<String> emails = input.texts("emails", MAX_LIST, MAX_URL).or(current.emails(), List.of());
    if (!emails.stream().allMatch(email -> EMAIL.matcher(email).matches())) {
      input.violation("emails", message("api.value.emails"));
    }
    return new Notification(
        input.choice("on", Notification.On.class).or(current.on(), Notification.DEFAULT.on()),
        emails,
        input
            .parsed("webhookUrl", DetailsJson::url, message("api.allowed.url"))
            .orMaybe(current.webhookUrl()));
  }

  private static ScriptPage page(JsonInput input, ScriptPage current) {
    OptionalField<Integer> port = input.whole("preferredPort", 1, 65_535);
    OptionalInt preferred =
        port.present()
            ? port.value().map(OptionalInt::of).orElse(OptionalInt.empty())
            : current.preferredPort();
    return new ScriptPage(preferred, input.flag("autoOpen").or(current.autoOpen(), false));
  }

  private static Role role(String name) {
    return Role.named(name).orElseThrow(() -> new IllegalArgumentException(name));
  }

  private static String url(String text) {
    URI uri = URI.create(text);
    boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!web || uri.getHost() == null || text.length() > MAX_URL) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }
}
