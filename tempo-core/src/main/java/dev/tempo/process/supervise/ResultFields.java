package dev.tempo.process.supervise;

import dev.tempo.internal.io.KeyValueFile;
import dev.tempo.process.ProcessResult;
import dev.tempo.process.ProcessResult.Cleanup;
import dev.tempo.process.ProcessResult.EndedBy;
import dev.tempo.process.ProcessResult.Ending;
import dev.tempo.process.ProcessResult.Exit;
import dev.tempo.process.ProcessResult.Span;
import dev.tempo.process.ProcessResult.Totals;
import dev.tempo.process.StopReason;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** Results and intents to stop, as they stand in their files. */
public final class ResultFields {
  private ResultFields() {}

  static KeyValueFile of(Ending ending) {
    return KeyValueFile.in(KeyValueFile.Form.PLAIN)
        .put("endedBy", ending.by())
        .put("stopReason", ending.reason())
        .put("explanation", ending.explanation());
  }

  static Ending ending(KeyValueFile fields) throws IOException {
    return new Ending(
        EndedBy.valueOf(fields.require("endedBy")),
        fields.get("stopReason").map(StopReason::valueOf),
        fields.get("explanation"));
  }

  public static KeyValueFile of(ProcessResult result) {
    KeyValueFile fields = of(result.ending());
    result.exitCode().ifPresent(code -> fields.put("exitCode", code));
    return fields
        .put("signal", result.signal())
        .put("startedAt", result.startedAt())
        .put("finishedAt", result.finishedAt())
        .put("cpu", result.cpu())
        .put("maxMemoryBytes", result.maxMemoryBytes())
        .put("maxCpuPercent", result.maxCpuPercent())
        .put("processesEnded", result.processesEnded())
        .put("leftoversEnded", result.leftoversEnded())
        .put("survivors", result.cleanup().survivors())
        .put("leftoverNames", String.join("/", result.cleanup().leftoverNames()))
        .put("outputCuts", result.cleanup().outputCuts());
  }

  public static ProcessResult result(KeyValueFile fields) throws IOException {
    Optional<String> code = fields.get("exitCode");
    Exit exit =
        new Exit(
            code.isPresent() ? OptionalInt.of(Integer.parseInt(code.get())) : OptionalInt.empty(),
            fields.get("signal"));
    Span span =
        new Span(
            Instant.parse(fields.require("startedAt")),
            Instant.parse(fields.require("finishedAt")));
    return new ProcessResult(exit, ending(fields), span, totals(fields), cleanup(fields));
  }

  private static Totals totals(KeyValueFile fields) throws IOException {
    return new Totals(
        Duration.parse(fields.require("cpu")),
        fields.requireLong("maxMemoryBytes"),
        Double.parseDouble(fields.require("maxCpuPercent")));
  }

  private static Cleanup cleanup(KeyValueFile fields) throws IOException {
    return new Cleanup(
        (int) fields.requireLong("processesEnded"),
        (int) fields.requireLong("leftoversEnded"),
        (int) fields.requireLong("survivors"),
        fields.get("leftoverNames").filter(text -> !text.isEmpty()).stream()
            .flatMap(text -> Stream.of(text.split("/")))
            .toList(),
        Integer.parseInt(fields.get("outputCuts").orElse("0")));
  }
}
