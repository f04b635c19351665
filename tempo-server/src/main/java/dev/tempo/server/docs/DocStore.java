package dev.tempo.server.docs;

import dev.tempo.server.storage.Sql;
import dev.tempo.store.sqlite.SqliteDatabase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** Documentation of jobs in the database; it goes with the job. Thread-safe. */
public final class DocStore {
  private static final List<String> MIGRATIONS =
      List.of(
          """
          CREATE TABLE job_doc (
            job_id     BLOB    NOT NULL REFERENCES job (id) ON DELETE CASCADE,
            language   TEXT    NOT NULL,
            content    TEXT    NOT NULL,
            updated_at INTEGER NOT NULL,
            PRIMARY KEY (job_id, language)
          ) STRICT, WITHOUT ROWID;
          """);

  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?");

  private final SqliteDatabase database;

  /** Over the tables of a database. */
  public DocStore(SqliteDatabase database) {
    this.database = database;
    database.migrate("docs", MIGRATIONS);
  }

  /**
   * A page about a job.
   *
   * @param content Markdown
   * @param updatedAt when it was last changed
   */
  public record Doc(String content, Instant updatedAt) {}

  /** True for the name of a language, such as {@code en} or {@code pt-BR}. */
  public static boolean isLanguage(String text) {
    return LANGUAGE.matcher(text).matches();
  }

  /** The pages about a job by their language. */
  public Map<String, Doc> all(UUID jobId) {
    Map<String, Doc> docs = new TreeMap<>();
    database.read(
        c ->
            Sql.of(c, "SELECT language, content, updated_at FROM job_doc WHERE job_id = ?", jobId)
                .all(
                    row ->
                        docs.put(
                            row.getString("language"),
                            new Doc(
                                row.getString("content"),
                                Sql.instant(row, "updated_at").orElseThrow()))));
    return docs;
  }

  /** Keeps a page; an empty one is deleted. */
  public void save(UUID jobId, String language, Doc doc) {
    database.write(
        c ->
            doc.content().isEmpty()
                ? Sql.of(
                        c, "DELETE FROM job_doc WHERE job_id = ? AND language = ?", jobId, language)
                    .execute()
                : Sql.of(
                        c,
                        "INSERT INTO job_doc (job_id, language, content, updated_at)"
                            + " VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                            + " content = excluded.content, updated_at = excluded.updated_at",
                        jobId,
                        language,
                        doc.content(),
                        doc.updatedAt())
                    .execute());
  }
}
