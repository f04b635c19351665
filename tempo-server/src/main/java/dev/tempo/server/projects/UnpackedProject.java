package dev.tempo.server.projects;

import dev.tempo.files.HeldDirectory;
import dev.tempo.files.TreeWalk;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a project that were unpacked from a backup: {@code <group>/<account>/<project>}, for
 * each group, which nobody else changes.
 *
 * @param root above the groups; need not exist
 * @param was the project, as the backup has it
 */
record UnpackedProject(Path root, Project was) {

  /**
   * Copies the files to another place, bytes, names and times as they are.
   *
   * @param fresh where to, and whose they are then
   * @return how many there are
   */
  int copyTo(ProjectTree tree, Project fresh) throws IOException {
    if (!Files.isDirectory(root)) {
      return 0;
    }
    int files = 0;
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(root)) {
      for (Path group : groups) {
        Path from = group.resolve(was.home()).resolve(was.directory());
        String name = group.getFileName().toString();
        if (Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS)
            && ProjectFileRoutes.GROUP.matcher(name).matches()) {
          Copier copier = new Copier(tree, tree.make(fresh, name));
          TreeWalk.through(from, copier);
          copier.sync(List.of());
          files += copier.files;
        }
      }
    }
    return files;
  }

  /** Copies what it is told of. */
  private static final class Copier implements TreeWalk.Visitor {
    private final ProjectTree tree;
    private final Path start;
    private int files;

    Copier(ProjectTree tree, Path start) {
      this.tree = tree;
      this.start = start;
    }

    @Override
    public boolean enter(Path way) throws IOException {
      tree.enterNew(start, parts(way)).close();
      return true;
    }

    @Override
    public boolean visit(HeldDirectory from, Path way, BasicFileAttributes attributes)
        throws IOException {
      Path name = way.getFileName();
      List<Path> above = way.getNameCount() == 1 ? List.of() : parts(way.getParent());
      boolean executable = from.permissions(name).contains(PosixFilePermission.OWNER_EXECUTE);
      try (HeldDirectory into = tree.enterNew(start, above);
          InputStream in = Channels.newInputStream(from.read(name));
          FileChannel channel = into.create(name, permissions(executable));
          OutputStream out = Channels.newOutputStream(channel)) {
        in.transferTo(out);
        into.giveToOwner(name);
        into.setLastModifiedTime(name, attributes.lastModifiedTime());
        channel.force(true); // before it takes the place of another
      }
      files++;
      return true;
    }

    private String permissions(boolean executable) {
      return executable ? tree.directoryPermissions() : tree.filePermissions();
    }

    private static List<Path> parts(Path way) {
      List<Path> parts = new ArrayList<>();
      way.forEach(parts::add);
      return parts;
    }

    @Override
    public void leave(Path way, int entries) throws IOException {
      sync(parts(way));
    }

    private void sync(List<Path> way) throws IOException {
      try (HeldDirectory made = tree.enterNew(start, way)) {
        made.sync();
      }
    }

    @Override
    public void fail(Path way, IOException problem) throws IOException {
      throw problem;
    }
  }
}
