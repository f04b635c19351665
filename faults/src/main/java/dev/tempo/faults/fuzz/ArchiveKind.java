package dev.tempo.faults.fuzz;

import dev.tempo.server.backup.ReadBackup;
import dev.tempo.server.groups.ImportedGroup;
import dev.tempo.server.http.problem.ApiException;
import dev.tempo.server.importexport.ImportedArchive;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What people send or keep as archives, and what reads them. */
enum ArchiveKind {
  /** Jobs, folders and documents that are imported. */
  IMPORT {
    @Override
    byte[] seed(Path scratch) throws IOException {
      return zip(
          Map.of(
              "tempo.json",
              "{\"format\":\"tempo-export\",\"version\":1}",
              "folders.json",
              """
              [{"id":"00000000-0000-7000-8000-000000000001","name":"a",
                "createdAt":"2026-01-01T00:00:00Z"},
               {"id":"00000000-0000-7000-8000-000000000002","name":"b",
                "parentId":"00000000-0000-7000-8000-000000000001"}]""",
              "jobs/1/job.json",
              """
              {"id":"00000000-0000-7000-8000-000000000003","name":"a",
               "task":{"kind":"shell","content":"true"}}""",
              "jobs/1/docs/en.md",
              "# A"));
    }

    @Override
    boolean read(byte[] bytes, Path scratch) {
      return accepts(() -> ImportedArchive.read(bytes));
    }
  },

  /** The files of a group. */
  GROUP {
    @Override
    byte[] seed(Path scratch) throws IOException {
      return zip(
          Map.of(
              "heat/scripts/heat.py",
              "print(1)\n",
              "heat/docs/heat.md",
              "# Heat",
              "heat/metadata.json",
              "{\"name\":\"Heat\"}",
              "heat/examples/lab.json",
              "{\"room\":\"lab\"}"));
    }

    @Override
    boolean read(byte[] bytes, Path scratch) throws IOException {
      return accepts(
          () -> {
            List<Path> left = ImportedGroup.read(bytes, scratch);
            if (!left.isEmpty()) {
              throw new IllegalStateException("Something lies where nothing may: " + left);
            }
          });
    }
  },

  /** A whole backup, as it lies on a disk. */
  BACKUP {
    @Override
    byte[] seed(Path scratch) throws IOException {
      return ReadBackup.made(scratch);
    }

    @Override
    boolean read(byte[] bytes, Path scratch) throws IOException {
      return ReadBackup.verify(bytes, scratch);
    }
  },

  /** The same, damaged before it is compressed. */
  BACKUP_UNPACKED {
    @Override
    byte[] seed(Path scratch) throws IOException {
      byte[] packed = ReadBackup.made(scratch);
      return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    }

    @Override
    boolean read(byte[] bytes, Path scratch) throws IOException {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
        gzip.write(bytes);
      }
      return ReadBackup.verify(packed.toByteArray(), scratch);
    }
  };

  /** Reads something. */
  @FunctionalInterface
  private interface Reading {
    void run() throws IOException;
  }

  /** One that is as it should be. */
  abstract byte[] seed(Path scratch) throws IOException;

  /**
   * Reads bytes, whatever they are, and throws nothing that was not promised.
   *
   * @return false if they are refused
   */
  abstract boolean read(byte[] bytes, Path scratch) throws IOException;

  private static boolean accepts(Reading reading) {
    try {
      reading.run();
      return true;
    } catch (ApiException e) {
      return false;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] zip(Map<String, String> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String name : entries.keySet().stream().sorted().toList()) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(entries.get(name).getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
      }
    }
    return bytes.toByteArray();
  }
}
