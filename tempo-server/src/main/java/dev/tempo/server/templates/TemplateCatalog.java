package dev.tempo.server.templates;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.message.Translation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The templates that come with Tempo: for each a {@code .json} with the fields of the job, and a
 * script beside it, whose texts are in the catalogues. Thread-safe.
 */
public final class TemplateCatalog {
  private static final List<String> IDS =
      List.of(
          "http-check",
          "file-backup",
          "database-dump",
          "csv-report",
          "disk-space",
          "log-cleanup",
          "web-scrape",
          "shell-health",
          "web-page",
          "flask-page",
          "tornado-page");

  private final List<Template> templates = IDS.stream().map(TemplateCatalog::read).toList();

  /** All, in the order in which they should be shown. */
  public List<Template> all() {
    return templates;
  }

  /** The template of this id. */
  public Optional<Template> find(String id) {
    return templates.stream().filter(template -> template.id().equals(id)).findFirst();
  }

  private static Template read(String id) {
    ObjectNode job = Json.parseOwn(resource(id + ".json"));
    String suffix = job.path("task").path("kind").textValue().equals("shell") ? ".sh" : ".py";
    return new Template(id, job, resource(id + suffix));
  }

  /** The fields of the job, as a request would give them, with what people read in a language. */
  public static ObjectNode job(Template template, Translation language) {
    String description = language.text(message("api.template.description." + template.id()));
    ObjectNode job = template.job();
    job.put("description", description);
    for (JsonNode parameter : job.path("parameters")) {
      String name = template.id() + "." + parameter.path("name").textValue();
      ((ObjectNode) parameter)
          .put("description", language.text(message("api.template.parameter." + name)));
    }
    ((ObjectNode) job.path("task"))
        .put("content", new TemplateText(language, description).of(template.script()));
    return job;
  }

  private static String resource(String name) {
    try (InputStream in = TemplateCatalog.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The jar is damaged: the template " + name + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("The template " + name + " cannot be read", e);
    }
  }
}
