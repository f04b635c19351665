package dev.tempo.server.importexport;

import static dev.tempo.server.message.Messages.message;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.message.Messages;
import dev.tempo.server.users.UserNames;
import dev.tempo.server.versions.ScriptVersion;
import dev.tempo.server.versions.ScriptVersion.Origin;
import dev.tempo.server.versions.ScriptVersion.Script;
import dev.tempo.server.versions.ScriptVersion.Span;
import dev.tempo.server.versions.VersionService;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads the versions of a script from an archive. */
final class VersionImport {
  private static final int MAX_TEXT = 200;
  private static final int SHA_LENGTH = 64;

  private final Archive archive;
  private final UserNames names;

  VersionImport(Archive archive, UserNames names) {
    this.archive = archive;
    this.names = names;
  }

  /** The text of a version that was read. */
  static ScriptVersion filled(ScriptVersion version, Archive archive, String directory) {
    Script script = version.script();
    Optional<String> content = archive.text(ArchiveLayout.version(directory, version.number()));
    Script whole = new Script(script.kind(), script.sha256(), script.sizeBytes(), content);
    return new ScriptVersion(version.number(), whole, version.origin(), version.span());
  }

  /** The versions, the oldest first, checked and without their texts. */
  List<ScriptVersion> read(String directory) {
    String entry = directory + ArchiveLayout.VERSIONS;
    List<ScriptVersion> versions = new ArrayList<>();
    JsonNode document = archive.json(entry);
    if (document.size() > VersionService.KEPT_CONTENTS) {
      throw Archive.damaged(
          message("api.archive.manyVersions", "entry", entry, "max", VersionService.KEPT_CONTENTS));
    }
    long last = 0;
    for (JsonNode node : document) {
      ScriptVersion version = version(directory, node);
      if (version.number() <= last) {
        throw Archive.damaged(message("api.archive.versionOrder", "entry", entry));
      }
      last = version.number();
      versions.add(version);
    }
    return versions;
  }

  private ScriptVersion version(String directory, JsonNode node) {
    try {
      JsonInput input = JsonInput.of(node);
      long number = input.required("number", input.whole("number", 1, Integer.MAX_VALUE)).orElse(0);
      String kind = input.text("kind", MAX_TEXT).or("python");
      String sha256 = input.text("sha256", SHA_LENGTH).or("");
      Origin origin =
          new Origin(
              input.text("author", MAX_TEXT).value().map(this::author),
              input.text("message", MAX_TEXT).value(),
              input.flag("automatic").or(false));
      Instant createdAt = input.instant("createdAt").or(Instant.EPOCH);
      Span span = new Span(createdAt, input.instant("updatedAt").or(createdAt), 0, 0);
      input.end();
      return new ScriptVersion(number, script(directory, number, kind, sha256), origin, span);
    } catch (ApiException e) {
      throw Archive.damaged(
          message(
              "api.archive.notValid",
              "entry",
              directory + ArchiveLayout.VERSIONS,
              "reason",
              Messages.of(e)));
    }
  }

  private Script script(String directory, long number, String kind, String sha256) {
    String entry = ArchiveLayout.version(directory, number);
    String content =
        archive
            .text(entry)
            .orElseThrow(() -> Archive.damaged(message("api.archive.lacks", "entry", entry)));
    if (!VersionService.sha256(content).equals(sha256)) {
      throw Archive.damaged(message("api.archive.otherScript", "entry", entry));
    }
    long size = content.getBytes(StandardCharsets.UTF_8).length;
    return new Script(kind, sha256, size, Optional.empty());
  }

  /** An account of this name here; else the name itself. */
  private String author(String name) {
    return names.find(name).map(UUID::toString).orElse(name);
  }
}
