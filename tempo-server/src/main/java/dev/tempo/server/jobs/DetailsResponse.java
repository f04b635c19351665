package dev.tempo.server.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.jobs.JobDetails.Alarms;
import dev.tempo.server.jobs.JobDetails.Labels;
import dev.tempo.server.jobs.JobDetails.Notification;
import dev.tempo.server.jobs.ParameterDefinition.Condition;
import dev.tempo.server.jobs.ParameterDefinition.Option;
import dev.tempo.task.ParameterStyle;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Job details as the API shows them among a job's other fields, and as the database has them. */
record DetailsResponse(
    Map<String, String> displayName,
    String category,
    String description,
    Map<String, String> descriptions,
    List<String> tags,
    String requiredLevel,
    Collection<String> secretVariables,
    List<Parameter> parameters,
    @Named("notify") Notify notification,
    Expect expect,
    boolean urlTrigger,
    boolean autoSave,
    @Named("interface") Page page)
    implements ApiResponse {

  /** All of it, also the defaults of secret parameters. */
  static DetailsResponse whole(JobDetails details) {
    return of(
        details,
        details.secretVariables().stream().sorted().toList(),
        details.behaviour().parameters().stream().map(Parameter::whole).toList());
  }

  /**
   * As people see it, without the defaults of secret parameters.
   *
   * @param secretVariables the names of those variables that have secret values
   */
  static DetailsResponse shown(JobDetails details, Collection<String> secretVariables) {
    return of(details, secretVariables, Parameter.shown(details));
  }

  private static DetailsResponse of(
      JobDetails details, Collection<String> secretVariables, List<Parameter> parameters) {
    Labels labels = details.labels();
    Alarms alarms = details.behaviour().alarms();
    return new DetailsResponse(
        labels.displayName(),
        labels.category(),
        labels.description().text(),
        labels.description().languages(),
        labels.tags(),
        details.ownership().requiredLevel().label(),
        secretVariables,
        parameters,
        Notify.of(alarms.notification()),
        Expect.of(alarms.expectation()),
        details.behaviour().urlTrigger(),
        details.behaviour().autoSave(),
        Page.of(details.behaviour().page()));
  }

  record Parameter(
      String name,
      String type,
      boolean required,
      @Named("default") Optional<String> defaultValue,
      JsonNode options,
      Optional<BigDecimal> min,
      Optional<BigDecimal> max,
      Optional<String> pattern,
      JsonNode dependsOn,
      JsonNode description,
      JsonNode group,
      Optional<String> passAs)
      implements ApiResponse {

    static Parameter whole(ParameterDefinition parameter) {
      return of(parameter, parameter.presence().defaultValue());
    }

    static List<Parameter> shown(JobDetails details) {
      return details.behaviour().parameters().stream().map(Parameter::shown).toList();
    }

    private static Parameter shown(ParameterDefinition parameter) {
      boolean secret = parameter.type() == ParameterDefinition.Type.SECRET;
      return of(parameter, secret ? Optional.empty() : parameter.presence().defaultValue());
    }

    private static Parameter of(ParameterDefinition parameter, Optional<String> defaultValue) {
      return new Parameter(
          parameter.name(),
          parameter.type().name().toLowerCase(Locale.ROOT),
          parameter.presence().required(),
          defaultValue,
          Json.array(parameter.rule().options(), Parameter::option),
          parameter.rule().min(),
          parameter.rule().max(),
          parameter.rule().pattern(),
          Json.node(parameter.presence().dependsOn().map(Parameter::condition)),
          parameter.texts().description().json(),
          Json.node(parameter.texts().group().map(LocalText::json)),
          parameter.rule().style().map(style -> name(style, parameter.type())));
    }

    /** As it was written: the name alone, or with values. */
    private static JsonNode condition(Condition condition) {
      return condition.values().isEmpty()
          ? Json.node(condition.parameter())
          : Json.object()
              .put("parameter", condition.parameter())
              .put("values", condition.values())
              .node();
    }

    private static JsonNode option(Option option) {
      return option.label().isEmpty()
          ? Json.node(option.value())
          : Json.object()
              .put("value", option.value())
              .put("label", option.label().get().json())
              .node();
    }

    private static String name(ParameterStyle style, ParameterDefinition.Type type) {
      return ParameterRules.styles(type).entrySet().stream()
          .filter(entry -> entry.getValue() == style)
          .map(Map.Entry::getKey)
          .findFirst()
          .orElse("value");
    }
  }

  record Notify(String on, List<String> emails, Optional<String> webhookUrl)
      implements ApiResponse {

    static Notify of(Notification notification) {
      return new Notify(
          notification.on().name().toLowerCase(Locale.ROOT),
          notification.emails(),
          notification.webhookUrl());
    }
  }

  record Expect(Optional<Long> startWithinSeconds, Optional<Long> successWithinSeconds)
      implements ApiResponse {

    static Expect of(Expectation expectation) {
      return new Expect(
          expectation.startWithin().map(Duration::toSeconds),
          expectation.successWithin().map(Duration::toSeconds));
    }
  }

  record Page(OptionalInt preferredPort, boolean autoOpen) implements ApiResponse {

    static Page of(JobDetails.ScriptPage page) {
      return new Page(page.preferredPort(), page.autoOpen());
    }
  }
}
