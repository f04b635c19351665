package dev.tempo.server.templates;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.ApiResponse;
import dev.tempo.server.http.json.ApiResponse.Schema;
import dev.tempo.server.message.Translation;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * A template as the API shows it: fields of a job, as a request would give them.
 *
 * @param parameters as a request may define them
 */
@Schema("Template")
record TemplateResponse(
    String id,
    String name,
    String description,
    String category,
    List<String> tags,
    Task task,
    @LeftOutIfEmpty Optional<Number> timeoutSeconds,
    List<JsonNode> parameters)
    implements ApiResponse {

  record Task(String kind, @LeftOutIfEmpty Optional<String> requirements, String content)
      implements ApiResponse {}

  /** In a language, as the job would be. */
  static TemplateResponse of(Template template, Translation language) {
    ObjectNode job = TemplateCatalog.job(template, language);
    JsonNode task = job.path("task");
    return new TemplateResponse(
        template.id(),
        language.text(message("api.template.name." + template.id())),
        job.path("description").textValue(),
        job.path("category").textValue(),
        elements(job.path("tags")).stream().map(JsonNode::textValue).toList(),
        new Task(
            task.path("kind").textValue(),
            Optional.ofNullable(task.path("requirements").textValue()),
            task.path("content").textValue()),
        Optional.ofNullable(job.path("timeoutSeconds").numberValue()),
        elements(job.path("parameters")));
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  @Schema("Templates")
  record Page(
      List<TemplateResponse> templates,
      long total,
      boolean totalIsExact,
      Optional<String> nextCursor)
      implements ApiResponse {}
}
