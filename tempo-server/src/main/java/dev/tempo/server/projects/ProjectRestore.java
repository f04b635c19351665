package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.server.projects.ProjectBackups.Backup;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Makes projects what they were, from their backups. Thread-safe. */
final class ProjectRestore {
  private final ProjectBackups backups;
  private final ProjectTree tree;
  private final ProjectMover mover;

  ProjectRestore(ProjectBackups backups, ProjectTree tree, ProjectMover mover) {
    this.backups = backups;
    this.tree = tree;
    this.mover = mover;
  }

  /** The backups. */
  ProjectBackups backups() {
    return backups;
  }

  /**
   * Makes a project what it was. What was there is backed up first; it is replaced only once all of
   * the backup is unpacked. Files were changed when they had been, to the second.
   *
   * @return how many files came back
   * @throws dev.tempo.server.http.problem.ApiException 409 if something that is there is in no
   *     backup, and so would be lost
   */
  int restore(Project project, Backup backup) {
    Project fresh = project.in(ProjectTree.unfinished());
    try (ZipFile archive = new ZipFile(backup.file().toFile(), StandardCharsets.UTF_8)) {
      backups.makeWhole(project); // before, so that what comes back counts as changed since
      int files = unpack(archive, fresh);
      mover.replace(project, fresh.directory());
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException("The backup " + backup.name() + " cannot be restored", e);
    } finally {
      mover.discard(fresh); // what of it took its place is not there any more
    }
  }

  private int unpack(ZipFile archive, Project fresh) throws IOException {
    int files = 0;
    for (ZipEntry entry : archive.stream().toList()) {
      String[] parts = entry.getName().split("/", 2);
      Path start = tree.make(fresh, group(parts[0]));
      if (parts.length == 1 || parts[1].isEmpty()) {
        continue; // a group of which there was nothing else
      }
      if (entry.isDirectory()) {
        tree.enterNew(start, way(parts[1])).close();
      } else {
        unpack(archive, entry, start, FilePath.packed(parts[1]));
        files++;
      }
    }
    return files;
  }

  private static String group(String name) throws IOException {
    if (!ProjectFileRoutes.GROUP.matcher(name).matches()) {
      throw new IOException("'" + name + "' is no group");
    }
    return name;
  }

  private static List<Path> way(String directory) {
    return FilePath.packed(directory.substring(0, directory.length() - 1)).all();
  }

  private void unpack(ZipFile archive, ZipEntry entry, Path start, FilePath path)
      throws IOException {
    try (HeldDirectory in = tree.enterNew(start, path.parents());
        InputStream content = archive.getInputStream(entry);
        var channel = in.create(path.name(), tree.filePermissions());
        OutputStream out = Channels.newOutputStream(channel)) {
      content.transferTo(out);
      in.giveToOwner(path.name());
      in.setLastModifiedTime(path.name(), entry.getLastModifiedTime());
      channel.force(true); // before it takes the place of another
      in.sync();
    }
  }
}
