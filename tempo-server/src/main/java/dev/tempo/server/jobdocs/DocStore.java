package dev.tempo.server.jobdocs;

import dev.tempo.server.jobdocs.DocPlace.Edit;
import dev.tempo.store.jdbc.Database;
import dev.tempo.store.jdbc.Migrations;
import dev.tempo.store.jdbc.Sql;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/** Documentation of jobs in the database; it goes with the job. Thread-safe. */
public final class DocStore {
  private static final Migrations MIGRATIONS = new Migrations(DocStore.class, "docs", 2);

  private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})?");

  private final Database database;

  /** Over the tables of a database. */
  public DocStore(Database database) {
    this.database = database;
    database.migrate(MIGRATIONS);
  }

  /** True for the name of a language, such as {@code en} or {@code pt-BR}. */
  public static boolean isLanguage(String text) {
    return LANGUAGE.matcher(text).matches();
  }

  /** The pages about a job by their language. */
  public Map<String, DocPage> all(UUID jobId) {
    Map<String, DocPage> pages = new TreeMap<>();
    database.read(
        c ->
            Sql.of(
                    c,
                    "SELECT language, content, updated_at, version FROM job_doc"
                        + " WHERE job_id = ? AND content <> ''",
                    jobId)
                .all(
                    row ->
                        pages.put(
                            row.text("language"),
                            new DocPage(
                                row.text("content"),
                                row.instant("updated_at"),
                                row.number("version")))));
    return pages;
  }

  /** Keeps a page, whatever was there; an empty one is deleted. */
  public void save(UUID jobId, String language, String markdown, Instant at) {
    save(jobId, language, new Edit(markdown, OptionalLong.empty(), at));
  }

  /** Keeps a page if it is still the one that the edit was made on; an empty one is deleted. */
  boolean save(UUID jobId, String language, Edit edit) {
    return database.write(
        c -> {
          Optional<Known> known =
              Sql.of(
                      c,
                      "SELECT version, CASE WHEN content = '' THEN 1 ELSE 0 END AS empty FROM job_doc"
                          + " WHERE job_id = ? AND language = ?",
                      jobId,
                      language)
                  .first(row -> new Known(row.number("version"), row.flag("empty")));
          if (!edit.fits(known.map(Known::shown).orElse(DocPage.NONE))) {
            return false;
          }
          if (known.isEmpty() && edit.markdown().isEmpty()) {
            return true;
          }
          Sql.of(
                  c,
                  "INSERT INTO job_doc (job_id, language, content, updated_at, version)"
                      + " VALUES (?, ?, ?, ?, 1) ON CONFLICT (job_id, language) DO UPDATE SET"
                      + " content = excluded.content, updated_at = excluded.updated_at,"
                      + " version = job_doc.version + 1",
                  jobId,
                  language,
                  edit.markdown(),
                  edit.now())
              .execute();
          return true;
        });
  }

  /**
   * The pages about one job.
   *
   * @param directory of the job, whose {@code docs} has what lies beside the pages
   */
  DocPlace of(UUID jobId, Optional<Path> directory) {
    return new StoredDocs(this, jobId, directory);
  }

  private record Known(long version, boolean empty) {
    long shown() {
      return empty ? DocPage.NONE : version;
    }
  }

  private record StoredDocs(DocStore store, UUID jobId, Optional<Path> directory)
      implements DocPlace {
    @Override
    public Map<String, DocPage> pages() {
      return store.all(jobId);
    }

    @Override
    public boolean write(String language, Edit edit) {
      return store.save(jobId, language, edit);
    }

    @Override
    public Optional<String> path(String language) {
      return Optional.empty();
    }

    @Override
    public Optional<DocFile> file(String path) {
      return directory.flatMap(parent -> new DocFiles(parent).find(path));
    }
  }
}
