package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.tempo.server.http.json.ApiResponse;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The records that the server answers with, held against the contract without asking a server: what
 * stands in one stands in the other, by name, type, and whether it may be null or missing.
 */
class ResponseRecordsTest {
  private final JsonNode document = OpenApiDocument.read();
  private final List<Class<? extends ApiResponse>> records = records();

  private static List<Class<? extends ApiResponse>> records() {
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.tempo.server")
            .stream()
            .filter(type -> type.isAssignableTo(ApiResponse.class) && type.isRecord())
            .filter(type -> !type.getSimpleName().equals("Envelope")) // is around each
            .<Class<? extends ApiResponse>>map(type -> type.reflect().asSubclass(ApiResponse.class))
            .collect(Collectors.toList());
  }

  @Test
  void records_areAsTheirSchemasSay() {
    SchemaCheck check = new SchemaCheck(document);
    for (Class<? extends ApiResponse> type : records) {
      for (String name : schemas(type)) {
        check.hold(type, check.named(name));
      }
    }
    assertThat(check.differences()).isEmpty();
  }

  @Test
  void records_areAllDescribed() {
    SchemaCheck check = new SchemaCheck(document);
    records.forEach(type -> schemas(type).forEach(name -> check.hold(type, check.named(name))));
    List<String> undescribed =
        records.stream().filter(type -> !check.reached(type)).map(Class::getName).toList();
    assertThat(undescribed).isEmpty();
  }

  private static List<String> schemas(Class<?> type) {
    ApiResponse.Schema schema = type.getAnnotation(ApiResponse.Schema.class);
    return schema == null ? List.of() : List.of(schema.value());
  }
}
