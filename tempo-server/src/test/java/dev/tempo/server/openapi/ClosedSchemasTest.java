package dev.tempo.server.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers in tests are held against refuses what the contract does not say. */
final class ClosedSchemasTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final String CONTRACT =
      """
      {"openapi": "3.1.0",
       "paths": {"/jobs": {"get": {"responses": {"200": {"content": {"application/json": {"schema":
         {"type": "array", "items": {"$ref": "#/components/schemas/Job"}}}}}}}}},
       "components": {"schemas": {
         "User": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
         "Job": {"type": "object", "required": ["id"], "properties":
           {"id": {"type": "string", "format": "uuid"}, "owner": {"$ref": "#/components/schemas/User"}}}}}}
      """;

  private static final String ID = "0190c8a2-0000-7000-8000-000000000000";

  private static JsonNode json(String text) throws Exception {
    return MAPPER.readTree(text.replace('\'', '"').replace("ID", ID));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[{'id':'ID'}]|0",
        "[{'id':'ID','owner':{'name':'ada'}}]|0",
        "[{'id':'no uuid'}]|1",
        "[{'id':'ID','colour':'red'}]|1",
        "[{}]|1",
        "[{'id':'ID','owner':{'name':7}}]|1",
        "[{'id':'ID','owner':{'name':'ada','age':36}}]|1"
      })
  void whatTheContractDoesNotSay_isFound(String answer, int faults) throws Exception {
    ClosedSchemas schemas = new ClosedSchemas(json(CONTRACT));
    String place = "/paths/~1jobs/get/responses/200/content/application~1json/schema";
    assertThat(schemas.at(place).orElseThrow().validate(json(answer))).hasSize(faults);
    assertThat(schemas.at("/components/schemas/Job").orElseThrow().validate(json(answer).get(0)))
        .hasSize(faults);
  }

  @Test
  void placeThatTheContractHasNot_hasNoSchema() throws Exception {
    assertThat(new ClosedSchemas(json(CONTRACT)).at("/components/schemas/Run")).isEmpty();
  }
}
