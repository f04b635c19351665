package dev.tempo.server.jobs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tempo.internal.collection.BoundedMap;
import dev.tempo.server.http.json.Json;
import dev.tempo.server.http.json.JsonInput;
import dev.tempo.server.jobs.JobDetails.Ownership;
import dev.tempo.server.jobs.JobDetails.Timestamps;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.ResultRow;
import dev.tempo.store.jdbc.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Job details in the database. Thread-safe. */
final class DetailsStore {
  private static final Migrations MIGRATIONS = new Migrations(DetailsStore.class, "jobs", 1);

  /** Of so many jobs halves are worth to be read side by side. */
  private static final int FEW = 1_000;

  private final Database database;

  DetailsStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** Those of all jobs. Most say the same of most things, which is then in memory once. */
  Map<UUID, JobDetails> all() {
    Map<UUID, JobDetails> details = new HashMap<>();
    SharedDetails shared = new SharedDetails();
    database.read(
        c ->
            Sql.of(c, "SELECT * FROM job_details")
                .all(
                    row ->
                        details.put(
                            row.id("job_id"),
                            shared.sharing(details(row, shared.read(row.text("document")))))));
    return details;
  }

  /** What else is kept in memory of all jobs. */
  JobHeadStore heads() {
    return new JobHeadStore(database);
  }

  /** The key of a job before which half of all jobs are; empty if there are few. */
  Optional<String> middleKey() {
    return database.read(
        c -> {
          long half = Sql.of(c, "SELECT count(*) FROM job").count() / 2;
          return half < FEW
              ? Optional.empty()
              : Sql.of(c, "SELECT key FROM job ORDER BY key LIMIT 1 OFFSET ?", half)
                  .first(row -> row.text("key"));
        });
  }

  Optional<JobDetails> find(UUID jobId) {
    return database.read(
        c ->
            Sql.of(c, "SELECT * FROM job_details WHERE job_id = ?", jobId)
                .first(row -> details(row, read(row.text("document")))));
  }

  void save(UUID jobId, JobDetails details) {
    saveAll(Map.of(jobId, details));
  }

  /** Saves those of many jobs, or none. */
  void saveAll(Map<UUID, JobDetails> all) {
    Map<UUID, String> documents = new HashMap<>();
    all.forEach((id, one) -> documents.put(id, Json.text(Json.node(DetailsResponse.whole(one)))));
    database.write(
        c -> {
          int saved = 0;
          for (Map.Entry<UUID, JobDetails> entry : all.entrySet()) {
            saved += save(c, entry.getKey(), entry.getValue(), documents.get(entry.getKey()));
          }
          return saved;
        });
  }

  private static int save(Connection c, UUID jobId, JobDetails details, String document)
      throws SQLException {
    return Sql.of(
            c,
            """
            INSERT INTO job_details
              (job_id, owner_id, folder_id, created_at, updated_at, script_version, revision,
               document)
            VALUES (?, (SELECT id FROM users WHERE id = ?), ?, ?, ?, ?, ?, ?)
            ON CONFLICT (job_id) DO UPDATE SET
              owner_id = excluded.owner_id, folder_id = excluded.folder_id,
              created_at = excluded.created_at, updated_at = excluded.updated_at,
              script_version = excluded.script_version, revision = excluded.revision,
              document = excluded.document
            """,
            jobId,
            details.ownership().ownerId(),
            details.folderId(),
            details.stamps().createdAt(),
            details.stamps().updatedAt(),
            details.stamps().scriptVersion(),
            details.stamps().revision(),
            document)
        .execute();
  }

  void delete(UUID jobId) {
    database.write(c -> Sql.of(c, "DELETE FROM job_details WHERE job_id = ?", jobId).execute());
  }

  private static JobDetails read(String document) {
    JsonInput input = JsonInput.of(Json.parseOwn(document));
    JobDetails read = DetailsJson.read(input, JobDetails.none(Instant.EPOCH));
    input.end();
    return read;
  }

  private static JobDetails details(ResultRow row, JobDetails read) throws SQLException {
    Instant createdAt = row.instant("created_at");
    Instant updatedAt = row.instant("updated_at");
    Timestamps stamps =
        new Timestamps(
            createdAt,
            updatedAt.equals(createdAt) ? createdAt : updatedAt,
            row.number("script_version"),
            row.number("revision"));
    return new JobDetails(
        read.labels().in(row.optionalId("folder_id")),
        new Ownership(row.optionalId("owner_id"), read.ownership().requiredLevel()),
        read.behaviour(),
        read.secretVariables(),
        stamps);
  }

  /** Reads many, and has once in memory what several of them say alike. For one query. */
  private static final class SharedDetails {
    private static final int MOST_DOCUMENTS = 1_000;

    private final Map<String, JobDetails> documents = BoundedMap.byAccess(MOST_DOCUMENTS);
    private final Map<Ownership, Ownership> ownerships = new HashMap<>();

    JobDetails read(String text) {
      WordedDocument document = WordedDocument.of(text);
      JobDetails read = documents.computeIfAbsent(document.rest(), DetailsStore::read);
      return read.withLabels(
          document.description().map(read.labels()::describedAs).orElseGet(read::labels));
    }

    JobDetails sharing(JobDetails details) {
      return new JobDetails(
          details.labels(),
          ownerships.computeIfAbsent(details.ownership(), ownership -> ownership),
          details.behaviour(),
          details.secretVariables(),
          details.stamps());
    }
  }

  /**
   * A document, and what it says of one job alone.
   *
   * @param rest the document with an empty description
   * @param description its text; empty if that is no text
   */
  private record WordedDocument(String rest, Optional<String> description) {
    private static final JsonFactory JSON = new JsonFactory();

    static WordedDocument of(String document) {
      try (JsonParser parser = JSON.createParser(document)) {
        parser.nextToken();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          boolean isDescription = parser.currentName().equals("description");
          if (parser.nextToken() == JsonToken.VALUE_STRING && isDescription) {
            int from = (int) parser.currentTokenLocation().getCharOffset();
            String text = parser.getText();
            int to = (int) parser.currentLocation().getCharOffset();
            String rest = document.substring(0, from) + "\"\"" + document.substring(to);
            return new WordedDocument(rest, Optional.of(text));
          }
          parser.skipChildren();
        }
      } catch (IOException e) {
        return new WordedDocument(
            document, Optional.empty()); // whoever reads it says what is wrong
      }
      return new WordedDocument(document, Optional.empty());
    }
  }
}
