package dev.tempo.server.jobdocs;

import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** Documentation of jobs in the database; it goes with the job. Thread-safe. */
public final class DocStore {
  private static final Migrations MIGRATIONS = new Migrations(DocStore.class, "docs", 1);

  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?");

  private final Database database;

  /** Over the tables of a database. */
  public DocStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
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
                            row.text("language"),
                            new Doc(row.text("content"), row.instant("updated_at")))));
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
                            + " VALUES (?, ?, ?, ?) ON CONFLICT (job_id, language) DO UPDATE SET"
                            + " content = excluded.content, updated_at = excluded.updated_at",
                        jobId,
                        language,
                        doc.content(),
                        doc.updatedAt())
                    .execute());
  }
}
