package dev.tempo.server.importexport;

/** Archives that people import, for what fuzzes them: opened, and all of each is read. */
public final class ImportedArchive {
  private ImportedArchive() {}

  /** Reads one; throws what an import answers with. */
  public static void read(byte[] bytes) {
    try (Archive archive = Archive.open(bytes)) {
      archive.json(ArchiveLayout.MANIFEST);
      FolderImport.read(archive.json(ArchiveLayout.FOLDERS));
      for (String entry : archive.names("jobs/", ArchiveLayout.JOB)) {
        JobDocument.of(entry, archive.json(entry));
      }
      for (String entry : archive.names("", ".md")) {
        archive.text(entry);
      }
    }
  }
}
