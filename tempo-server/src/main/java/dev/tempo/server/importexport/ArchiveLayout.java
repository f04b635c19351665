package dev.tempo.server.importexport;

import dev.tempo.server.naming.SafeNames;
import java.util.UUID;

/**
 * What stands where in an archive:
 *
 * <pre>
 * tempo.json                                  what this is
 * folders.json                                the folders, those that are higher first
 * jobs/&lt;name&gt;.&lt;id&gt;/job.json             a job with its triggers
 * jobs/&lt;name&gt;.&lt;id&gt;/versions.json        the versions of its script
 * jobs/&lt;name&gt;.&lt;id&gt;/versions/&lt;n&gt;.txt    what they said
 * jobs/&lt;name&gt;.&lt;id&gt;/docs/&lt;lang&gt;.md      what people wrote about it
 * </pre>
 */
final class ArchiveLayout {
  static final String FORMAT = "tempo-export";
  static final int FORMAT_VERSION = 1;
  static final String MANIFEST = "tempo.json";
  static final String FOLDERS = "folders.json";
  static final String JOB = "/job.json";
  static final String VERSIONS = "/versions.json";

  /** The most that an archive may have packed, unpacked, in one entry, and in entries. */
  static final int MAX_PACKED_BYTES = 32 << 20;

  static final long MAX_UNPACKED_BYTES = 256L << 20;
  static final int MAX_ENTRY_BYTES = 8 << 20;
  static final int MAX_ENTRIES = 100_000;

  /** So much may be unpacked of any archive, and so many times what it has packed besides. */
  static final long FREE_BYTES = 16L << 20;

  static final long MAX_RATIO = 200;

  /** The most of its documents, which are held in memory together; and of jobs and folders. */
  static final long MAX_DOCUMENT_BYTES = 32L << 20;

  static final int MAX_JOBS = 2_000;
  static final int MAX_FOLDERS = 1_000;

  private ArchiveLayout() {}

  static String directory(String safeName, UUID id) {
    return "jobs/" + SafeNames.safe(safeName) + "." + id;
  }

  static String version(String directory, long number) {
    return directory + "/versions/" + number + ".txt";
  }

  static String docs(String directory) {
    return directory + "/docs/";
  }
}
