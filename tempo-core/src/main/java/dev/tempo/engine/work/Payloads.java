package dev.tempo.engine.work;

import dev.tempo.Job;
import dev.tempo.RunOptions;
import dev.tempo.engine.settings.EngineSettings;
import dev.tempo.engine.settings.HandlerRegistry;
import dev.tempo.engine.turn.ExceptionText;
import dev.tempo.store.Store;
import dev.tempo.task.Arguments;
import dev.tempo.task.HandlerTask;
import dev.tempo.task.NonRetryableException;
import dev.tempo.task.Payload;
import dev.tempo.task.PayloadCodec;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Encodes and decodes what handlers are given and hand over. Thread-safe. */
public final class Payloads {
  private final Store store;
  private final HandlerRegistry handlers;
  private final PayloadCodec codec;

  Payloads(EngineSettings settings) {
    this.store = settings.store();
    this.handlers = settings.work().handlers().registry();
    this.codec = settings.work().handlers().calling().codec();
  }

  /**
   * A job whose payload is encoded.
   *
   * @throws IllegalArgumentException if that cannot be done, or is none of its handler's type; or
   *     if its handler wants one, and its triggers would start it without
   */
  public Job encoded(Job job) {
    Optional<Payload> payload = job.task().arguments().payload();
    if (payload.isEmpty()) {
      if (!job.triggers().isEmpty()) {
        type(job).ifPresent(type -> refuseMissing(job, type));
      }
      return job;
    }
    Payload encoded = encoded(payload.get(), job);
    return encoded.equals(payload.get())
        ? job
        : job.toBuilder()
            .task(job.task().withArguments(job.task().arguments().withPayload(encoded)))
            .build();
  }

  /**
   * A request whose payload is encoded.
   *
   * @throws IllegalArgumentException if that cannot be done, or is none of the handler's type
   */
  public RunOptions encoded(UUID jobId, RunOptions options) {
    Arguments arguments = options.arguments();
    if (arguments.payload().isEmpty()) {
      return options;
    }
    return store
        .jobs()
        .find(jobId)
        .map(job -> options.withPayload(encoded(arguments.payload().get(), job)))
        .orElse(options); // which is refused for its own reason
  }

  private Payload encoded(Payload payload, Job job) {
    if (!(job.task() instanceof HandlerTask)) {
      throw new IllegalArgumentException(
          "The job '" + job.key() + "' runs no handler: only handlers take a payload");
    }
    String subject = "The payload of the job '" + job.key() + "'";
    Optional<Class<?>> type = type(job);
    if (payload.value().isPresent() && type.isPresent()) {
      Object value = payload.value().get();
      if (!type.get().isInstance(value)) {
        throw new IllegalArgumentException(
            subject
                + " must be a "
                + type.get().getName()
                + ", which its handler takes, but is a "
                + value.getClass().getName());
      }
    }
    Payload encoded =
        payload.value().map(value -> Payload.encoded(encode(subject, value))).orElse(payload);
    checkLength(subject, encoded.text());
    type.ifPresent(wanted -> decodeForCheck(subject, encoded.text(), wanted));
    return encoded;
  }

  private Optional<Class<?>> type(Job job) {
    return job.task() instanceof HandlerTask task
        ? handlers.find(task.handler()).flatMap(HandlerRegistry.Entry::payloadType)
        : Optional.empty();
  }

  private static void refuseMissing(Job job, Class<?> type) {
    throw new IllegalArgumentException(
        "The handler of the job '"
            + job.key()
            + "' takes a "
            + type.getName()
            + ", and its triggers have none to give; use Task.handler(name, payload)");
  }

  /**
   * What a handler hands over, as text.
   *
   * @throws IllegalArgumentException if it cannot be encoded, or is too long
   */
  String encodeResult(String jobName, Object value) {
    Objects.requireNonNull(value, "value");
    String subject = "The result of '" + jobName + "'";
    String text = Payload.encoded(encode(subject, value)).text();
    checkLength(subject, text);
    return text;
  }

  /**
   * What a handler is given.
   *
   * @throws NonRetryableException if it is not of this type, which it will not be the next time
   * @throws IllegalStateException if there is none
   */
  <T> T decodePayload(String jobName, Optional<Payload> payload, Class<T> type) {
    Objects.requireNonNull(type, "type");
    if (payload.isEmpty()) {
      throw new NonRetryableException(
          "The run of '"
              + jobName
              + "' has no payload; give it by Task.handler(name, payload) or"
              + " RunOptions.withPayload");
    }
    try {
      return decode("The payload of '" + jobName + "'", payload.get().text(), type);
    } catch (IllegalArgumentException e) {
      throw new NonRetryableException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A text as a value.
   *
   * @throws IllegalArgumentException if it is not of this type
   */
  public <T> T decode(String subject, String text, Class<T> type) {
    try {
      return Objects.requireNonNull(codec.decode(text, type), "The codec's answer");
    } catch (Exception e) {
      throw new IllegalArgumentException(
          subject + " is no " + type.getName() + ": " + ExceptionText.message(e), e);
    }
  }

  private void decodeForCheck(String subject, String text, Class<?> type) {
    decode(subject, text, type);
  }

  private String encode(String subject, Object value) {
    try {
      return Objects.requireNonNull(codec.encode(value), "The codec's answer");
    } catch (Exception e) {
      throw new IllegalArgumentException(
          subject
              + ", a "
              + value.getClass().getName()
              + ", cannot be encoded: "
              + ExceptionText.message(e),
          e);
    }
  }

  private static void checkLength(String subject, String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    if (length > Payload.MAX_BYTES) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s has %,d bytes; at most %,d are kept. Store it elsewhere, and give its key",
              subject,
              length,
              Payload.MAX_BYTES));
    }
  }
}
