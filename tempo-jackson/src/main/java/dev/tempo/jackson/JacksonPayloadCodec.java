package dev.tempo.jackson;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.tempo.task.PayloadCodec;
import java.util.Objects;

/**
 * Payloads and results in JSON, by Jackson: records, beans, maps, lists, times.
 *
 * <pre>{@code
 * Tempo tempo =
 *     Tempo.builder()
 *         .payloadCodec(new JacksonPayloadCodec())
 *         .handler("invoice", Order.class, (context, order) -> send(order))
 *         .build();
 * }</pre>
 *
 * <p>Unless it is given a mapper, it ignores properties that the reading class does not have, as a
 * newer version of a program may have written them, and refuses null for a primitive. Times are
 * written as ISO 8601 has them. Texts name no classes, so none is loaded because of what is stored.
 *
 * <p>Thread-safe.
 */
public final class JacksonPayloadCodec implements PayloadCodec {
  private final ObjectMapper mapper;

  /** With a mapper of its own. */
  public JacksonPayloadCodec() {
    this(
        JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build());
  }

  /**
   * With the program's mapper, which must not be configured any more.
   *
   * @throws NullPointerException if it is null
   */
  public JacksonPayloadCodec(ObjectMapper mapper) {
    this.mapper = Objects.requireNonNull(mapper, "mapper");
  }

  @Override
  public String encode(Object value) throws JsonProcessingException {
    return mapper.writeValueAsString(Objects.requireNonNull(value, "value"));
  }

  @Override
  public <T> T decode(String text, Class<T> type) throws JsonProcessingException {
    return Objects.requireNonNull(
        mapper.readValue(Objects.requireNonNull(text, "text"), type), "The JSON is null");
  }
}
